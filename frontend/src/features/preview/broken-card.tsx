import { Undo2, Wrench } from 'lucide-react';
import { useState } from 'react';
import { useView } from '@/features/workspace/use-view';
import { useChat, useChatActions } from '@/hooks/use-messages';
import { useCanEdit } from '@/hooks/use-open-project';
import type { Fault } from '@/lib/events';
import { faultPlace, faultTitle, fixRequest } from '@/lib/fault';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Spinner } from '@/ui/spinner';
import { StageCard } from './stage-card';
import { useUndo } from './use-undo';

/** The video is broken: a plain sentence, the place, and three ways on. */
export function BrokenCard({ fault }: { fault: Fault }) {
  const { t } = useTexts('preview');
  const [details, setDetails] = useState(false);
  const { workingTurnId, waiting, items } = useChat();
  const { send } = useChatActions();
  const { undo, undoing } = useUndo();
  const canEdit = useCanEdit();
  const [asked, setAsked] = useState<string | null>(null);
  const place = faultPlace(fault);
  const last = items.findLast((item) => item.kind !== 'notice');
  // The agent has given up and asks: there is one place to choose.
  const askedInChat = last?.kind === 'agent' && last.card !== null && 'finding' in last.card && !last.answer;
  const busy = workingTurnId !== null || waiting.length > 0;
  // One click is one message, however long it takes until the turn begins.
  const fixing = asked === fault.message && !busy;

  return (
    <>
      <StageCard
        role="alert"
        place="below"
        title={t(faultTitle(fault))}
        actions={
          <>
            <Button variant="ghost" onClick={() => setDetails(true)}>
              {t('details')}
            </Button>
            {busy ? (
              <span className="flex items-center gap-2 px-2 text-xs text-ink-2">
                <Spinner />
                {t('beingWorkedOn')}
              </span>
            ) : askedInChat ? (
              <Button variant="primary" onClick={toDecision}>
                {t('choose')}
              </Button>
            ) : (
              canEdit && (
                <>
                  <Button busy={undoing} onClick={undo}>
                    <Undo2 className="size-3.5" />
                    {t('undo')}
                  </Button>
                  <Button
                    variant="primary"
                    busy={fixing}
                    onClick={() => {
                      setAsked(fault.message);
                      send(fixRequest(fault));
                    }}
                  >
                    <Wrench className="size-3.5" />
                    {t('fix')}
                  </Button>
                </>
              )
            )}
          </>
        }
      >
        <p className="mt-0.5 line-clamp-2 text-ink-2 [overflow-wrap:anywhere]">
          {place && <span className="font-mono text-ink">{`${place}: `}</span>}
          {firstLine(fault.message)}
        </p>
      </StageCard>
      <FaultDetails fault={fault} open={details} onOpenChange={setDetails} />
    </>
  );
}

/** To the card in the chat that waits. */
function toDecision(): void {
  const card = [...document.querySelectorAll('[data-decision]')].at(-1);
  card?.scrollIntoView({ block: 'nearest' });
  card?.querySelector<HTMLElement>('button')?.focus();
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}

interface FaultDetailsProps {
  fault: Fault;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

function FaultDetails({ fault, open, onOpenChange }: FaultDetailsProps) {
  const { t } = useTexts('preview');
  const { showCode } = useView();
  const { file, line } = fault;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      width="lg"
      title={t(faultTitle(fault))}
      description={faultPlace(fault) || t('placeUnknown')}
      actions={
        file && (
          <Button
            onClick={() => {
              onOpenChange(false);
              showCode(file, line);
            }}
          >
            {t('showCode')}
          </Button>
        )
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <pre tabIndex={0} className="max-h-[50vh] overflow-auto rounded-sm bg-well p-3 font-mono text-xs">
        {[fault.message, fault.codeFrame].filter(Boolean).join('\n\n')}
      </pre>
      {fault.frame !== null && <p className="mt-2 text-xs text-ink-3">{t('atFrame', { frame: fault.frame })}</p>}
    </Dialog>
  );
}
