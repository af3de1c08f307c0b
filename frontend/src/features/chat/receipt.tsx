import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { TurnUsage } from '@/api/types.generated';
import { exactly, lasting, money, roughly } from '@/lib/amounts';
import type { AgentItem } from '@/lib/chat';
import { cx } from '@/lib/cx';

const WORTH_TELLING_MS = 500;

/** What a turn took: one quiet line, the parts on request. */
export function Receipt({ item }: { item: AgentItem }) {
  const [open, setOpen] = useState(false);
  const { usage, ms, steps } = item;
  if (!usage) return null;
  const tokens = total(usage);
  const parts = [
    steps.length > 0 && `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`,
    ms !== null && ms >= WORTH_TELLING_MS && lasting(ms),
    tokens > 0 && `${roughly(tokens)} tokens`,
    usage.costMicros ? money(usage.costMicros) : null,
  ].filter((part) => typeof part === 'string');
  if (parts.length === 0) return null;
  return (
    <div className="text-2xs text-ink-3">
      <button
        type="button"
        aria-expanded={open}
        aria-label={`What this took: ${parts.join(', ')}`}
        onClick={() => setOpen(!open)}
        className="-mx-1 flex min-h-6 items-center gap-1 rounded-xs px-1 transition-base hover:text-ink"
      >
        <ChevronRight className={cx('size-3 transition-base', open && 'rotate-90')} />
        {parts.join(' · ')}
      </button>
      {open && <Details usage={usage} />}
    </div>
  );
}

function Details({ usage }: { usage: TurnUsage }) {
  const rows: [string, number | undefined][] = [
    ['Read', usage.inputTokens],
    ['Read from memory', usage.cachedTokens],
    ['Put into memory', usage.cacheWriteTokens],
    ['Written', usage.outputTokens],
  ];
  return (
    <dl className="mt-1 mb-1 grid max-w-64 grid-cols-[1fr_auto] gap-x-6 gap-y-0.5 rounded-sm bg-well px-3 py-2">
      {rows.map(([name, count]) =>
        count ? (
          <Row key={name} name={name}>
            {exactly(count)} tokens
          </Row>
        ) : null,
      )}
      <Row name="Cost">{usage.costMicros ? money(usage.costMicros) : 'nothing'}</Row>
    </dl>
  );
}

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="text-right text-ink-2">{children}</dd>
    </>
  );
}

function total({ inputTokens = 0, outputTokens = 0, cachedTokens = 0, cacheWriteTokens = 0 }: TurnUsage): number {
  return inputTokens + outputTokens + cachedTokens + cacheWriteTokens;
}
