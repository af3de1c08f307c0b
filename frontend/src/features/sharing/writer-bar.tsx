import { useEffect, useState } from 'react';
import { describeError } from '@/api/errors';
import { useAccount } from '@/hooks/use-auth';
import { useOtherWriter, usePresence } from '@/hooks/use-presence';
import { useRole } from '@/hooks/use-role';
import { usePassPen } from '@/hooks/use-sharing';
import type { Present } from '@/lib/events';
import { mayEdit } from '@/lib/roles';
import { useTexts } from '@/texts';
import { Avatar } from '@/ui/avatar';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';

/** As long as the pod waits for an answer (session_pod/agent/pen.py), and a moment. */
const ANSWER_MS = 31_000;

/** Somebody else is editing: their name, and the way to take over. Or: somebody asks to take over from oneself. */
export function WriterBar() {
  const writer = useOtherWriter();
  const presence = usePresence();
  const { uid } = useAccount();
  const may = mayEdit(useRole());
  if (writer) return <OtherWriter writer={writer} asked={presence?.asking.includes(uid) ?? false} may={may} />;
  const asker = presence?.writer === uid && presence.people.find((one) => one.uid === presence.asking[0]);
  return asker ? <AsksForPen asker={asker} /> : null;
}

function OtherWriter({ writer, asked, may }: { writer: Present; asked: boolean; may: boolean }) {
  const { t } = useTexts('sharing');
  const pass = usePassPen();
  const [before, setBefore] = useState(asked);
  const [kept, setKept] = useState(false);
  if (before !== asked) {
    setBefore(asked);
    setKept(before); // a question that is gone while they still have it was answered
  }
  const unanswered = useLasting(asked);
  const name = writer.name || t('somebody');
  const words = asked ? t('takeoverAsked', { name }) : kept ? t('keptEditing', { name }) : t('writerEdits', { name });
  return (
    <Banner
      icon={<Avatar name={name} id={writer.uid} className="size-5" />}
      action={
        may && (
          <Button
            size="sm"
            busy={pass.isPending}
            disabled={asked && !unanswered}
            className="pointer-coarse:h-11"
            onClick={() => pass.mutate({ action: 'ask' })}
          >
            {t(unanswered ? 'takeNow' : asked ? 'asked' : kept ? 'askAgain' : 'askTakeover')}
          </Button>
        )
      }
    >
      {pass.error ? t('takeoverFailed', { reason: describeError(pass.error) }) : words}
    </Banner>
  );
}

function AsksForPen({ asker }: { asker: Present }) {
  const { t } = useTexts('sharing');
  const pass = usePassPen();
  const name = asker.name || t('somebody');
  return (
    <Banner
      icon={<Avatar name={name} id={asker.uid} className="size-5" />}
      action={
        <div className="flex items-center gap-1">
          <Button
            size="sm"
            variant="ghost"
            disabled={pass.isPending}
            className="pointer-coarse:h-11"
            onClick={() => pass.mutate({ action: 'keep' })}
          >
            {t('goOn')}
          </Button>
          <Button
            size="sm"
            disabled={pass.isPending}
            className="pointer-coarse:h-11"
            onClick={() => pass.mutate({ action: 'give', to: asker.uid })}
          >
            {t('takeoverGive')}
          </Button>
        </div>
      }
    >
      {pass.error ? t('takeoverFailed', { reason: describeError(pass.error) }) : t('askingTakeover', { name })}
    </Banner>
  );
}

/** Whether it has been so for as long as an answer may take. */
function useLasting(asked: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!asked) return setLasting(false);
    const timer = setTimeout(() => setLasting(true), ANSWER_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  return lasting;
}
