import { useEffect, useRef } from 'react';

export interface ColourWellProps {
  label: string;
  /** #rrggbb. */
  value: string;
  /** Once it is chosen, not while one drags through colours. */
  onPick: (value: string) => void;
}

/** The system's colour picker. */
export function ColourWell({ label, value, onPick }: ColourWellProps) {
  const field = useRef<HTMLInputElement>(null);
  const pick = useRef(onPick);
  pick.current = onPick;
  // React's onChange hears every step of a drag; the page's own `change` the choice alone.
  useEffect(() => {
    const input = field.current;
    const chosen = () => input && pick.current(input.value);
    input?.addEventListener('change', chosen);
    return () => input?.removeEventListener('change', chosen);
  }, []);
  return (
    <input
      key={value}
      ref={field}
      type="color"
      aria-label={label}
      defaultValue={value}
      className="h-10 w-full cursor-pointer rounded-sm border border-line-strong bg-transparent p-1"
    />
  );
}
