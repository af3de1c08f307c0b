import { type Combination, isApple, keyNames } from '@/lib/keys';
import { Kbd } from '@/ui/kbd';

/** A combination as it stands on the keyboard in front of the person. */
export function Keys({ of }: { of: Combination }) {
  return (
    <span className="flex shrink-0 gap-1" dir="ltr">
      {keyNames(of, isApple(navigator.platform)).map((name) => (
        <Kbd key={name}>{name}</Kbd>
      ))}
    </span>
  );
}
