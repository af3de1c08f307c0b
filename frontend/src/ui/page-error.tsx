import type { ReactNode } from 'react';
import { useTexts } from '@/texts';
import { LogoMark } from './logo';

export interface PageErrorProps {
  title: string;
  /** What happened, what is safe, what to do. */
  children?: ReactNode;
  action?: ReactNode;
  /** For a report to us; shown small. */
  traceId?: string | null | undefined;
}

/** A whole page that couldn't be shown. */
export function PageError({ title, children, action, traceId }: PageErrorProps) {
  const { t } = useTexts('common');
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <div className="max-w-[480px] text-center" role="alert">
        <LogoMark className="mx-auto size-8 text-ink-3" />
        <h1 className="mt-5 text-2xl font-semibold tracking-tight text-balance">{title}</h1>
        {children && <div className="mt-2 text-base text-pretty text-ink-2">{children}</div>}
        {action && <div className="mt-6 flex flex-wrap justify-center gap-2">{action}</div>}
        {traceId && (
          <p className="mt-6 text-xs text-ink-3">
            {t('reference')} <span className="font-mono">{traceId}</span>
          </p>
        )}
      </div>
    </main>
  );
}
