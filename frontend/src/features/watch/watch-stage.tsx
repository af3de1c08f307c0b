import type { Watched } from '@/api/types.generated';
import { Player } from '@/features/version/player';
import { useTexts } from '@/texts';
import { Spinner } from '@/ui/spinner';

/** The video of a watch link, with all that one plays it with; its poster while the player is being made. */
export function WatchStage({ watched: { name, clip, player, posterUrl } }: { watched: Watched }) {
  const { t } = useTexts('watch');
  return (
    <Player url={player.url ?? null} title={name} clip={clip ?? null} poster={posterUrl ?? null}>
      {player.url ? undefined : (
        <div
          role="status"
          className="relative m-4 max-w-[420px] rounded-lg border border-line bg-surface/95 p-4 text-center shadow-float"
        >
          <p className="flex items-center justify-center gap-2.5 font-medium">
            <Spinner />
            {t('building')}
          </p>
          <p className="mt-1 text-pretty text-ink-2">{t('buildingWhat')}</p>
        </div>
      )}
    </Player>
  );
}
