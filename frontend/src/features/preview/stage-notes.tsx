import { useEffect } from 'react';
import { useNewestCheckpoint } from '@/hooks/use-events';
import { useChat } from '@/hooks/use-messages';
import { useOpenProject } from '@/hooks/use-open-project';
import { usePreview, useStaleness } from '@/hooks/use-preview';
import { useSessionActions } from '@/hooks/use-session';
import type { Stage } from '@/lib/stage';
import { shortSha } from '@/lib/versions';
import { Button } from '@/ui/button';
import { Spinner } from '@/ui/spinner';
import { useReloadPreview } from './use-reload-preview';

const NOTE =
  'absolute top-2 right-2 z-10 flex min-h-6 animate-fade items-center gap-2 rounded-[7px] bg-[#101010d1] px-2.5 text-xs font-medium text-white md:top-6 md:right-6';

/** Small notes in the corner of the picture: building, last good frame, an older version. */
export function StageNotes({ stage }: { stage: Stage }) {
  const building = usePreview((state) => state.phase === 'building');
  const drawn = usePreview((state) => state.drawn);
  const sha = usePreview((state) => state.sha);
  const staleness = useHeadStaleness();
  const { reload, reloading } = useReloadPreview();

  if (stage.kind === 'broken' && drawn) {
    return <p className={NOTE}>Last good frame{sha && ` · version ${shortSha(sha)}`}</p>;
  }
  if (stage.kind !== 'playing') return null;
  if (building) {
    return (
      <p className={NOTE}>
        <Spinner className="size-3" />
        Updating
      </p>
    );
  }
  if (staleness === 'stale') {
    return (
      <p className={NOTE}>
        An older version is shown
        <Button size="sm" variant="ghost" busy={reloading} onClick={reload} className="text-white">
          Reload
        </Button>
      </p>
    );
  }
  return null;
}

/** Reloads the page once when it has fallen behind the newest version. */
function useHeadStaleness() {
  const { currentCommitSha } = useOpenProject();
  const newest = useNewestCheckpoint();
  const { workingTurnId } = useChat();
  const { reloadPreview } = useSessionActions();
  const heads = [currentCommitSha, newest?.sha ?? ''].filter(Boolean);
  const staleness = useStaleness(heads, workingTurnId !== null);
  useEffect(() => {
    if (staleness === 'reload') reloadPreview().catch(() => undefined); // the note offers it again
  }, [staleness, reloadPreview]);
  return staleness;
}
