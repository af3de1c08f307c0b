import type { ReactNode } from 'react';
import { usePreview } from '@/hooks/use-preview';
import type { Stage } from '@/lib/stage';
import { shortSha } from '@/lib/versions';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Spinner } from '@/ui/spinner';
import { useOlderVersion } from './use-older-version';
import { useReloadPreview } from './use-reload-preview';

/** Small notes in the corner of the picture: building, last good frame, an older version. */
export function StageNotes({ stage }: { stage: Stage }) {
  const { t } = useTexts('preview');
  const building = usePreview((state) => state.phase === 'building');
  const drawn = usePreview((state) => state.drawn);
  const sha = usePreview((state) => state.sha);
  const picking = usePreview((state) => state.picking);
  const { reload, reloading } = useReloadPreview();
  const staleness = useOlderVersion(reload);

  if (stage.kind === 'broken' && drawn) {
    return <Note>{sha ? t('lastGoodOf', { version: shortSha(sha) }) : t('lastGood')}</Note>;
  }
  if (stage.kind !== 'playing') return null;
  if (picking) {
    return (
      <Note status>
        {t('clickWhat')}
        <span className="text-[#a8a8a8] max-md:hidden">{t('escLeave')}</span>
      </Note>
    );
  }
  if (building || staleness === 'reloading' || staleness === 'restarting') {
    return (
      <Note>
        <Spinner className="size-3" />
        {building ? t('updating') : t('restarting')}
      </Note>
    );
  }
  if (staleness === 'lasting') {
    return (
      <Note status>
        {t('olderShown', { version: shortSha(sha) })}
        <Button size="sm" variant="ghost" busy={reloading} onClick={reload} className="text-white">
          {t('reload')}
        </Button>
      </Note>
    );
  }
  return null;
}

/** `status`: it is read out, too. */
function Note({ status = false, children }: { status?: boolean; children: ReactNode }) {
  return (
    <p
      role={status ? 'status' : undefined}
      className="absolute end-2 top-2 z-10 flex min-h-6 animate-fade items-center gap-2 rounded-[7px] bg-[#101010d1] px-2.5 text-xs font-medium text-white md:end-6 md:top-6"
    >
      {children}
    </p>
  );
}
