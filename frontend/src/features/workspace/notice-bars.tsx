import { CircleAlert, RotateCcw, TriangleAlert, X } from 'lucide-react';
import { useState } from 'react';
import { useWarning } from '@/hooks/use-events';
import { useSession, useSessionActions } from '@/hooks/use-session';
import { useTexts } from '@/texts';
import { Banner } from '@/ui/banner';
import { Button, IconButton } from '@/ui/button';
import { useProblems, useToldProblems } from './problems';

/** What the pod could neither save nor put aside. */
export function WarningBar() {
  const warning = useWarning();
  const [read, setRead] = useState<string | null>(null);
  if (!warning || warning === read) return null;
  return (
    <Banner tone="danger" icon={<TriangleAlert />} action={<Dismiss onClick={() => setRead(warning)} />}>
      {warning}
    </Banner>
  );
}

/** Another pod took over: nothing is lost by it, but what was running there has ended. */
export function RestartBar() {
  const { t } = useTexts('workspace');
  const restarted = useSession((view) => view.restarted && view.link === 'live');
  const moved = useSession((view) => view.moved);
  const { dismissRestart } = useSessionActions();
  if (!restarted) return null;
  return (
    <Banner icon={<RotateCcw />} action={<Dismiss onClick={dismissRestart} />}>
      {moved ? t('moved') : t('restarted')}
    </Banner>
  );
}

/** What somebody asked for and didn't get: here until it is mended or let go. */
export function ProblemBars() {
  const { t } = useTexts('workspace');
  const told = useToldProblems();
  const { clear } = useProblems();
  return told.map(({ id, message, again }) => (
    <Banner
      key={id}
      tone="danger"
      icon={<CircleAlert />}
      action={
        <div className="flex items-center gap-1">
          {again && (
            <Button
              size="sm"
              className="pointer-coarse:h-11"
              onClick={() => {
                clear(id);
                again();
              }}
            >
              {t('tryAgain')}
            </Button>
          )}
          <Dismiss onClick={() => clear(id)} />
        </div>
      }
    >
      {message}
    </Banner>
  ));
}

function Dismiss({ onClick }: { onClick: () => void }) {
  const { t } = useTexts('workspace');
  return (
    <IconButton label={t('dismiss')} size="sm" onClick={onClick} className="pointer-coarse:size-11">
      <X className="size-3.5" />
    </IconButton>
  );
}
