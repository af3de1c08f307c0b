import { cx } from '@/lib/cx';

const COLOURS = ['bg-presence-1', 'bg-presence-2', 'bg-presence-3'] as const;

export interface AvatarProps {
  name: string;
  /** Decides the colour, so that a person keeps theirs. */
  id: string;
  className?: string;
}

export function Avatar({ name, id, className }: AvatarProps) {
  const sum = [...id].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return (
    <span
      aria-hidden="true"
      className={cx(
        'grid shrink-0 place-items-center rounded-full text-2xs font-semibold text-[#1a1a1a]',
        COLOURS[sum % COLOURS.length],
        className ?? 'size-[26px]',
      )}
    >
      {(name.trim()[0] ?? '?').toUpperCase()}
    </span>
  );
}
