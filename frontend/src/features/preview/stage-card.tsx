import type { ReactNode } from 'react';
import { cx } from '@/lib/cx';

export interface StageCardProps {
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  /** In the middle, in place of the picture; or at its lower edge, beside it. */
  place?: 'middle' | 'below';
  role?: 'alert' | 'status';
}

/** A card over the stage: what happened, what is safe, what one can do. */
export function StageCard({ title, children, actions, place = 'middle', role = 'status' }: StageCardProps) {
  return (
    <div
      role={role}
      className={cx(
        'absolute z-10 animate-appear rounded-lg bg-raised shadow-float max-md:inset-x-3',
        place === 'middle'
          ? 'max-h-[calc(100%-16px)] w-[344px] max-w-[calc(100%-24px)] overflow-y-auto p-4 max-md:mx-auto md:p-5 md:pb-4'
          : 'bottom-3 flex flex-col gap-3 p-3.5 md:bottom-7 md:w-[736px] md:max-w-[calc(100%-48px)] md:flex-row md:items-center md:pl-4',
      )}
    >
      <div className="min-w-0 grow">
        <h2 className="text-[15px]/5 font-semibold">{title}</h2>
        {children}
      </div>
      {actions && (
        <div className={cx('flex shrink-0 items-center justify-end gap-2', place === 'middle' && 'mt-4')}>
          {actions}
        </div>
      )}
    </div>
  );
}
