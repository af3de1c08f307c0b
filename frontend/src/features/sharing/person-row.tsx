import type { ReactNode } from 'react';
import { Avatar } from '@/ui/avatar';

export interface PersonRowProps {
  /** Decides the colour of the picture. */
  id: string;
  name: string;
  /** Below the name, small. */
  about?: ReactNode;
  /** What they may do, and what one can do about it. */
  children?: ReactNode;
}

/** One person in a list of people. */
export function PersonRow({ id, name, about, children }: PersonRowProps) {
  return (
    <li className="flex min-h-11 items-center gap-3 py-1">
      <Avatar name={name} id={id} className="size-[30px] text-xs" />
      <div className="min-w-0 grow">
        <p className="truncate" title={name}>
          {name}
        </p>
        {about && <p className="truncate text-xs text-ink-3">{about}</p>}
      </div>
      <div className="flex shrink-0 items-center gap-1">{children}</div>
    </li>
  );
}
