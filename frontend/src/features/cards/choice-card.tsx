import { ListChecks } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { CardAnswer, ChoiceCard as Choice } from '@/api/types.generated';
import { useBeginDraft } from '@/features/chat/draft';
import { isTyping } from '@/features/palette/use-key-handler';
import { useCanEdit } from '@/hooks/use-open-project';
import { cx } from '@/lib/cx';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Spinner } from '@/ui/spinner';
import { CardFrame, Decided } from './card-frame';
import { useDecide } from './use-decide';

export interface ChoiceCardProps {
  card: Choice;
  messageId: string;
  answer: CardAnswer | null;
  /** Nothing has been said since: it still waits for a decision. */
  open: boolean;
}

/** A question with its possible answers: click one, or press its number. */
export function ChoiceCard({ card, messageId, answer, open }: ChoiceCardProps) {
  const canEdit = useCanEdit();
  const { t } = useTexts('cards');
  const begin = useBeginDraft();
  const { decide, pending } = useDecide(messageId);
  const list = useRef<HTMLOListElement>(null);
  const waiting = open && canEdit && pending === null && !answer;
  const choose = (label: string) => decide({ choice: label, say: label });
  useNumberKeys(waiting, (number) => {
    const option = card.options[number - 1];
    if (option) choose(option.label);
  });

  if (answer) {
    return (
      <Decided
        icon={<ListChecks />}
        question={card.question}
        choice={answer.choice}
        action={
          canEdit && (
            <Button
              size="sm"
              variant="ghost"
              onClick={() => begin(`${t('aboutQuestion', { question: card.question })} `)}
            >
              {t('change')}
            </Button>
          )
        }
      />
    );
  }
  const move = (from: HTMLElement, way: number) => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(from as HTMLButtonElement) + way;
    buttons[(at + buttons.length) % buttons.length]?.focus();
  };
  return (
    <CardFrame title={card.question}>
      <ol ref={list} className="mt-2.5 flex flex-col gap-2">
        {card.options.map(({ label, description }, index) => (
          <li key={label}>
            <button
              type="button"
              disabled={!waiting}
              onClick={() => choose(label)}
              onKeyDown={(event) => {
                const way = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
                if (!way) return;
                event.preventDefault();
                move(event.currentTarget, way);
              }}
              className={cx(
                'flex min-h-9 w-full items-start gap-2.5 rounded-sm border px-2.5 py-2 text-start text-sm transition-base pointer-coarse:min-h-11',
                pending === label
                  ? 'border-accent-line bg-accent-soft'
                  : 'border-line hover:enabled:border-line-strong hover:enabled:bg-hover',
                'disabled:cursor-default',
                !waiting && pending !== label && 'text-ink-2',
              )}
            >
              <Badge value={index + 1} state={pending === label ? 'chosen' : 'free'} />
              <span className="min-w-0 [overflow-wrap:anywhere]">
                {label}
                {description && <span className="mt-0.5 block text-xs text-pretty text-ink-2">{description}</span>}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </CardFrame>
  );
}

function Badge({ value, state }: { value: number; state: 'chosen' | 'free' }) {
  if (state === 'chosen') return <Spinner className="m-0.5 size-4" />;
  return (
    <span
      aria-hidden="true"
      className="grid size-5 shrink-0 place-items-center rounded-[5px] border border-line-strong text-2xs font-medium text-ink-2"
    >
      {value}
    </span>
  );
}

/** 1 to 9, while nobody types. */
function useNumberKeys(on: boolean, press: (number: number) => void): void {
  const latest = useRef(press);
  useEffect(() => {
    latest.current = press;
  });
  useEffect(() => {
    if (!on) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, ctrlKey, altKey, metaKey, target, defaultPrevented } = event;
      if (defaultPrevented || ctrlKey || altKey || metaKey || isTyping(target) || !/^[1-9]$/.test(key)) return;
      latest.current(Number(key));
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [on]);
}
