import { Undo2, Wrench } from 'lucide-react';
import { useState } from 'react';
import type { CardAnswer, FixCard as Fix } from '@/api/types.generated';
import { useRestore } from '@/hooks/use-checkpoints';
import { useCanEdit, useOpenProject } from '@/hooks/use-open-project';
import { firstLine } from '@/lib/versions';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { CardFrame, Decided } from './card-frame';
import { FixDetails } from './fix-details';
import { useDecide } from './use-decide';

export interface FixCardProps {
  card: Fix;
  messageId: string;
  answer: CardAnswer | null;
  /** Nothing has been said since: it still waits for a decision. */
  open: boolean;
}

const CHOSEN = { differently: 'fixedDifferently', undo: 'undone', ignore: 'left' } as const;

function isChosen(choice: string): choice is keyof typeof CHOSEN {
  return choice in CHOSEN;
}

/** What the agent could not mend within its tries: a plain sentence, and three ways on. */
export function FixCard({ card, messageId, answer, open }: FixCardProps) {
  const { id } = useOpenProject();
  const { t } = useTexts('cards');
  const canEdit = useCanEdit();
  const restore = useRestore(id);
  const { decide, pending } = useDecide(messageId);
  const [details, setDetails] = useState(false);
  const { finding, undoSha } = card;
  const message = firstLine(finding.message);
  const dialog = <FixDetails card={card} open={details} onOpenChange={setDetails} />;
  const look = (
    <Button size="sm" variant="ghost" onClick={() => setDetails(true)}>
      {t('details')}
    </Button>
  );

  if (answer) {
    return (
      <>
        <Decided
          icon={<Wrench />}
          question={<span className="line-clamp-2">{message}</span>}
          choice={isChosen(answer.choice) ? t(CHOSEN[answer.choice]) : answer.choice}
          action={look}
        />
        {dialog}
      </>
    );
  }
  return (
    <CardFrame title={t('stillBroken')}>
      <p className="mt-1 line-clamp-3 text-sm text-ink-2 [overflow-wrap:anywhere]">
        {finding.file && (
          <span className="font-mono text-xs text-ink">
            {finding.file}
            {finding.line ? `:${finding.line}` : ''}{' '}
          </span>
        )}
        {message}
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {open && canEdit && (
          <>
            <Button
              variant="primary"
              size="sm"
              className="pointer-coarse:h-10"
              busy={pending === 'differently'}
              disabled={pending !== null}
              onClick={() => decide({ choice: 'differently', say: t('fixDifferentlySaid') })}
            >
              {t('fixDifferently')}
            </Button>
            {undoSha && (
              <Button
                size="sm"
                className="pointer-coarse:h-10"
                busy={pending === 'undo'}
                disabled={pending !== null}
                onClick={() => decide({ choice: 'undo', first: () => restore.mutateAsync(undoSha) })}
              >
                <Undo2 className="size-3.5" />
                {t('undo')}
              </Button>
            )}
            <Button
              size="sm"
              className="pointer-coarse:h-10"
              busy={pending === 'ignore'}
              disabled={pending !== null}
              onClick={() => decide({ choice: 'ignore' })}
            >
              {t('ignore')}
            </Button>
          </>
        )}
        {look}
      </div>
      {dialog}
    </CardFrame>
  );
}
