import type { Watched } from '@/api/types.generated';
import { useTexts } from '@/texts';
import { Spinner } from '@/ui/spinner';

/** The video of a watch link, in its own shape; while its player is being made, the room that it will take. */
export function WatchStage({ watched }: { watched: Watched }) {
  const { name, clip, player } = watched;
  const [width, height] = [clip?.width ?? 16, clip?.height ?? 9];
  return (
    <div className="grid min-h-0 grow place-items-center px-4 md:px-8">
      <div
        className="max-h-full w-full overflow-hidden rounded-md border border-line bg-well"
        style={{
          aspectRatio: `${width} / ${height}`,
          maxWidth: `min(100%, calc((100dvh - 160px) * ${width / height}))`,
        }}
      >
        {player.url ? (
          <iframe
            src={player.url}
            title={name}
            sandbox="allow-scripts"
            allow="autoplay"
            className="size-full border-0"
          />
        ) : (
          <Building />
        )}
      </div>
    </div>
  );
}

function Building() {
  const { t } = useTexts('watch');
  return (
    <div role="status" className="grid size-full place-items-center p-4 text-center">
      <div>
        <p className="flex items-center justify-center gap-2.5 font-medium">
          <Spinner />
          {t('building')}
        </p>
        <p className="mt-1.5 text-pretty text-ink-2">{t('buildingWhat')}</p>
      </div>
    </div>
  );
}
