import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { TurnUsage } from '@/api/types.generated';
import { exactly, lasting, money, roughly } from '@/lib/amounts';
import type { AgentItem } from '@/lib/chat';
import { cx } from '@/lib/cx';
import { useTexts } from '@/texts';

const WORTH_TELLING_MS = 500;

/** What a turn took: one quiet line, the parts on request. */
export function Receipt({ item }: { item: AgentItem }) {
  const { t } = useTexts('chat');
  const [open, setOpen] = useState(false);
  const { usage, ms, steps } = item;
  if (!usage) return null;
  const tokens = total(usage);
  const parts = [
    steps.length > 0 && t('steps', { count: steps.length }),
    ms !== null && ms >= WORTH_TELLING_MS && lasting(ms),
    tokens > 0 && t('tokens', { amount: roughly(tokens) }),
    usage.costMicros ? money(usage.costMicros) : null,
  ].filter((part) => typeof part === 'string');
  if (parts.length === 0) return null;
  return (
    <div className="text-2xs text-ink-3">
      <button
        type="button"
        aria-expanded={open}
        aria-label={t('whatItTook', { parts: parts.join(', ') })}
        onClick={() => setOpen(!open)}
        className="-mx-1 flex min-h-6 items-center gap-1 rounded-xs px-1 text-start transition-base hover:text-ink pointer-coarse:min-h-10"
      >
        <ChevronRight className={cx('size-3 transition-base rtl:-scale-x-100', open && 'rotate-90 rtl:-rotate-90')} />
        {parts.join(' · ')}
      </button>
      {open && <Details usage={usage} />}
    </div>
  );
}

function Details({ usage }: { usage: TurnUsage }) {
  const { t } = useTexts('chat');
  const rows: [string, number | undefined][] = [
    [t('tokensRead'), usage.inputTokens],
    [t('tokensFromMemory'), usage.cachedTokens],
    [t('tokensIntoMemory'), usage.cacheWriteTokens],
    [t('tokensWritten'), usage.outputTokens],
  ];
  return (
    <dl className="mt-1 mb-1 grid max-w-64 grid-cols-[1fr_auto] gap-x-6 gap-y-0.5 rounded-sm bg-well px-3 py-2">
      {rows.map(([name, count]) =>
        count ? (
          <Row key={name} name={name}>
            {t('tokens', { amount: exactly(count) })}
          </Row>
        ) : null,
      )}
      <Row name={t('cost')}>{usage.costMicros ? money(usage.costMicros) : t('nothing')}</Row>
    </dl>
  );
}

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="text-end text-ink-2">{children}</dd>
    </>
  );
}

function total({ inputTokens = 0, outputTokens = 0, cachedTokens = 0, cacheWriteTokens = 0 }: TurnUsage): number {
  return inputTokens + outputTokens + cachedTokens + cacheWriteTokens;
}
