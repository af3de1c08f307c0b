import type { ReactNode } from 'react';
import { useId } from 'react';
import { Card } from '@/ui/card';

export interface CardFrameProps {
  title: ReactNode;
  children: ReactNode;
}

/** A card in the chat that waits for a decision. */
export function CardFrame({ title, children }: CardFrameProps) {
  const id = useId();
  return (
    <Card role="group" aria-labelledby={id} data-decision className="border-line-strong p-3">
      <h3 id={id} className="text-base font-semibold text-pretty">
        {title}
      </h3>
      {children}
    </Card>
  );
}

export interface DecidedProps {
  icon: ReactNode;
  question: ReactNode;
  choice: string;
  action?: ReactNode;
  children?: ReactNode;
}

/** A card that has been decided: one line that stays readable. */
export function Decided({ icon, question, choice, action, children }: DecidedProps) {
  return (
    <Card className="text-xs text-ink-2">
      <div className="flex min-h-9 items-center gap-2.5 py-1 ps-3 pe-1.5">
        <span className="shrink-0 [&_svg]:size-3.5">{icon}</span>
        <p className="min-w-0 grow py-1 [overflow-wrap:anywhere]">
          {question} <strong className="font-semibold text-ink">{choice}</strong>
        </p>
        {action}
      </div>
      {children}
    </Card>
  );
}
