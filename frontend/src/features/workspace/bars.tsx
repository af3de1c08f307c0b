import { CloudOff, RotateCcw, TriangleAlert, WifiOff, X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useSaveState, useWarning } from '@/hooks/use-events';
import { useSession, useSessionActions } from '@/hooks/use-session';
import { Banner } from '@/ui/banner';
import { Button, IconButton } from '@/ui/button';

/** A short drop mends itself before anybody needs to hear of it. */
const QUIET_MS = 1_500;

/** Thin bars under the header: what is out of order just now, and that it is being mended. */
export function Bars() {
  const online = useOnline();
  const lost = useLasting(useSession((view) => view.link === 'lost'));
  const retrying = useSession((view) => view.live !== null && view.problem?.retrying === true);
  const restarted = useSession((view) => view.restarted && view.link === 'live');
  const moved = useSession((view) => view.moved);
  const save = useSaveState();
  const warning = useWarning();
  const [read, setRead] = useState<string | null>(null);
  const { retry, dismissRestart } = useSessionActions();

  return (
    <div className="flex shrink-0 flex-col gap-1 px-2 not-empty:py-1">
      {!online ? (
        <Banner tone="warn" icon={<WifiOff />}>
          You’re offline. Keep typing, it goes out when you’re back.
        </Banner>
      ) : (
        (lost || retrying) && (
          <Banner
            tone="warn"
            icon={<WifiOff />}
            action={
              <Button size="sm" onClick={retry}>
                Try now
              </Button>
            }
          >
            Reconnecting. Work goes on meanwhile, and nothing will be missed.
          </Banner>
        )
      )}
      {save?.state === 'failed' && (
        <Banner tone="danger" icon={<CloudOff />}>
          We couldn’t save the last change. {save.reason}
        </Banner>
      )}
      {warning && warning !== read && (
        <Banner
          tone="danger"
          icon={<TriangleAlert />}
          action={
            <IconButton label="Dismiss" size="sm" onClick={() => setRead(warning)}>
              <X className="size-3.5" />
            </IconButton>
          }
        >
          {warning}
        </Banner>
      )}
      {restarted && (
        <Banner
          icon={<RotateCcw />}
          action={
            <IconButton label="Dismiss" size="sm" onClick={dismissRestart}>
              <X className="size-3.5" />
            </IconButton>
          }
        >
          {moved
            ? 'The workspace moved to another machine; everything was saved before.'
            : 'The workspace restarted; your last saved version is open.'}
        </Banner>
      )}
    </div>
  );
}

function useOnline(): boolean {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener('online', changed);
      window.addEventListener('offline', changed);
      return () => {
        window.removeEventListener('online', changed);
        window.removeEventListener('offline', changed);
      };
    },
    () => navigator.onLine,
  );
}

function useLasting(state: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLasting(state), state ? QUIET_MS : 0);
    return () => clearTimeout(timer);
  }, [state]);
  return lasting && state;
}
