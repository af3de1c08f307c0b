import { useEffect } from 'react';
import { useSessionActions } from '@/hooks/use-session';
import { Button } from '@/ui/button';
import { StageCard } from './stage-card';
import { useOpenTab } from './use-open-tab';
import { useReloadPreview } from './use-reload-preview';

const WORDS: Record<string, string> = {
  'no-cookie': 'This browser didn’t keep the cookie that lets you see the preview inside this page.',
  ticket: 'The way in has run out.',
  expired: 'Your way in to this preview has ended.',
  'no-session': 'The preview isn’t open yet.',
};

/** A ticket that ran out is replaced once by itself, at most every so often. */
const AGAIN_AFTER_MS = 60_000;
let lastByItself = Number.NEGATIVE_INFINITY;

export function NoAccessCard({ reason }: { reason: string }) {
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
      title="The preview can’t be shown here"
      actions={
        <>
          <Button variant="ghost" onClick={openTab}>
            Open in a new tab
          </Button>
          <Button variant="primary" busy={reloading} onClick={reload}>
            Try again
          </Button>
        </>
      }
    >
      <p className="mt-1 text-ink-2">{WORDS[reason] ?? 'It didn’t let this page in.'} Chat and versions work.</p>
    </StageCard>
  );
}
