import { useNewestCheckpoint } from '@/hooks/use-events';
import { useChat } from '@/hooks/use-messages';
import { useOpenProject } from '@/hooks/use-open-project';
import { usePreview, useStalePage } from '@/hooks/use-preview';
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
  const picking = usePreview((state) => state.picking);
  const { reload, reloading } = useReloadPreview();
  const older = useOlderVersion(reload);

  if (stage.kind === 'broken' && drawn) {
    return <p className={NOTE}>Last good frame{sha && ` · version ${shortSha(sha)}`}</p>;
  }
  if (stage.kind !== 'playing') return null;
  if (picking) {
    return (
      <p role="status" className={NOTE}>
        Click what you mean
        <span className="text-[#a8a8a8] max-md:hidden">Esc to leave</span>
      </p>
    );
  }
  if (building) {
    return (
      <p className={NOTE}>
        <Spinner className="size-3" />
        Updating
      </p>
    );
  }
  if (older) {
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

/** True while an older version is shown that a reload did not bring up to date. */
function useOlderVersion(reload: () => void): boolean {
  const { currentCommitSha } = useOpenProject();
  const newest = useNewestCheckpoint();
  const { workingTurnId } = useChat();
  return useStalePage([currentCommitSha, newest?.sha ?? ''].filter(Boolean), workingTurnId !== null, reload);
}
