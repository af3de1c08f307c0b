import { Wifi, WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useOnline } from '@/hooks/use-online';
import { useSession, useSessionActions } from '@/hooks/use-session';
import { useTexts } from '@/texts';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';

/** A short drop mends itself before anybody needs to hear of it. */
const QUIET_MS = 1_500;
/** Long enough to be read in passing. */
const BACK_MS = 4_000;

/** The way to the pod is gone, is being looked for, or is there again. */
export function ConnectionBar() {
  const { t } = useTexts('workspace');
  const online = useOnline();
  const lost = useLasting(useSession((view) => view.link === 'lost'));
  const retrying = useSession((view) => view.live !== null && view.problem?.retrying === true);
  const back = useBack(!online || lost);
  const { retry } = useSessionActions();
  if (!online) {
    return (
      <Banner tone="warn" icon={<WifiOff />}>
        {t('offline')}
      </Banner>
    );
  }
  if (lost || retrying) {
    return (
      <Banner
        tone="warn"
        icon={<WifiOff />}
        action={
          <Button size="sm" onClick={retry} className="pointer-coarse:h-11">
            {t('tryNow')}
          </Button>
        }
      >
        {t('reconnecting')}
      </Banner>
    );
  }
  return (
    back && (
      <Banner tone="ok" icon={<Wifi />}>
        {t('backOnline')}
      </Banner>
    )
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

/** True for a moment after `away` has ended. */
function useBack(away: boolean): boolean {
  const [since, setSince] = useState<'never' | 'away' | 'back' | 'over'>('never');
  if (away && since !== 'away') setSince('away');
  if (!away && since === 'away') setSince('back');
  useEffect(() => {
    if (since !== 'back') return;
    const timer = setTimeout(() => setSince('over'), BACK_MS);
    return () => clearTimeout(timer);
  }, [since]);
  return since === 'back';
}
