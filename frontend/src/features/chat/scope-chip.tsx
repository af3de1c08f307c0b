import { Crosshair, SquareMousePointer, X } from 'lucide-react';
import { cx } from '@/lib/cx';
import type { Scope } from './use-scope';

/** Where the message is about: the playhead, or what was pointed at. */
export function ScopeChip({ scope }: { scope: Scope }) {
  if (!scope.label) return null;
  const Icon = scope.pointed ? SquareMousePointer : Crosshair;
  return (
    <span
      className={cx(
        'flex h-7 min-w-0 items-center gap-1.5 rounded-sm pl-2 text-xs font-medium transition-base pointer-coarse:h-9',
        scope.pointed ? 'bg-accent-soft text-accent' : 'text-ink-2',
      )}
    >
      <Icon className="size-3.5 shrink-0" aria-hidden="true" />
      <span className="sr-only">About</span>
      <span className="truncate">{scope.label}</span>
      <button
        type="button"
        aria-label={scope.pointed ? 'Not about this element' : 'Not about this moment'}
        onClick={scope.remove}
        className="grid h-full w-6 shrink-0 place-items-center rounded-sm hover:bg-hover pointer-coarse:w-9"
      >
        <X className="size-3.5" />
      </button>
    </span>
  );
}
