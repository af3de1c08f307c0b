import { useEffect } from 'react';
import { useSessionActions } from '@/hooks/use-session';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { StageCard } from './stage-card';
import { useOpenTab } from './use-open-tab';
import { useReloadPreview } from './use-reload-preview';

const WORDS = {
  'no-cookie': 'noCookie',
  ticket: 'ticketSpent',
  expired: 'accessExpired',
  'no-session': 'noSession',
} as const;

/** A ticket that ran out is replaced once by itself, at most every so often. */
const AGAIN_AFTER_MS = 60_000;
let lastByItself = Number.NEGATIVE_INFINITY;

export function NoAccessCard({ reason }: { reason: string }) {
  const { t } = useTexts('preview');
  const { reload, reloading } = useReloadPreview();
  const { reloadPreview } = useSessionActions();
  const openTab = useOpenTab();
  useEffect(() => {
    if (reason === 'no-cookie' || performance.now() - lastByItself < AGAIN_AFTER_MS) return;
    lastByItself = performance.now();
    reloadPreview(false).catch(() => undefined); // the card stays, with its button
  }, [reason, reloadPreview]);
  return (
    <StageCard
      role="alert"
      title={t('noAccess')}
      actions={
        <>
          <Button variant="ghost" onClick={openTab}>
            {t('openTab')}
          </Button>
          <Button variant="primary" busy={reloading} onClick={reload}>
            {t('tryAgain')}
          </Button>
        </>
      }
    >
      <p className="mt-1 text-ink-2">{t('noAccessWhat', { why: t(isKnown(reason) ? WORDS[reason] : 'notLetIn') })}</p>
    </StageCard>
  );
}

function isKnown(reason: string): reason is keyof typeof WORDS {
  return Object.hasOwn(WORDS, reason);
}
