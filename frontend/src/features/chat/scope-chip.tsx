import { Crosshair, SquareMousePointer, X } from 'lucide-react';
import { cx } from '@/lib/cx';
import { useTexts } from '@/texts';
import type { Scope } from './use-scope';

/** Where the message is about: the playhead, or what was pointed at. */
export function ScopeChip({ scope }: { scope: Scope }) {
  const { t } = useTexts('chat');
  if (!scope.label) return null;
  const Icon = scope.pointed ? SquareMousePointer : Crosshair;
  return (
    <span
      className={cx(
        'flex h-7 min-w-0 items-center gap-1.5 rounded-sm ps-2 text-xs font-medium transition-base pointer-coarse:h-9',
        scope.pointed ? 'bg-accent-soft text-accent' : 'text-ink-2',
      )}
    >
      <Icon className="size-3.5 shrink-0" aria-hidden="true" />
      <span className="sr-only">{t('about')}</span>
      <span className="truncate" title={scope.label}>
        {scope.label}
      </span>
      <button
        type="button"
        aria-label={t(scope.pointed ? 'notThisElement' : 'notThisMoment')}
        onClick={scope.remove}
        className="grid h-full w-6 shrink-0 place-items-center rounded-sm hover:bg-hover pointer-coarse:w-9"
      >
        <X className="size-3.5" />
      </button>
    </span>
  );
}
