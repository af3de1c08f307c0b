import { useToldFault } from '@/hooks/use-events';
import { useOpenProject } from '@/hooks/use-open-project';
import { usePreview } from '@/hooks/use-preview';
import { useSession } from '@/hooks/use-session';
import { cx } from '@/lib/cx';
import { stageOf } from '@/lib/stage';
import { BrokenCard } from './broken-card';
import { FailedCard } from './failed-card';
import { FrozenCard } from './frozen-card';
import { NoAccessCard } from './no-access-card';
import { OpeningCard } from './opening-card';
import { PreviewFrame } from './preview-frame';
import { StageNotes } from './stage-notes';

/** The neutral well with the video in its own shape, and one card over it when something is to be said. */
export function PreviewStage() {
  const { videoSettings, thumbnailUrl } = useOpenProject();
  const preview = usePreview((state) => state);
  const page = useSession((view) => view.page);
  const stuck = useSession((view) => view.problem !== null && !view.problem.retrying);
  const toldFault = useToldFault();
  const stage = stageOf({ preview, stuck, hasPage: page !== null, toldFault });
  const { width, height } = preview.clip ?? videoSettings ?? { width: 1920, height: 1080 };
  const veiled = stage.kind === 'opening' || stage.kind === 'failed' || stage.kind === 'no-access';

  return (
    <section
      aria-label="Preview"
      data-state={stage.kind}
      className="relative grid min-h-0 place-items-center overflow-hidden bg-well @container-size md:grow md:p-4 max-md:h-(--stage-height) max-md:in-[:fullscreen]:h-auto max-md:in-[:fullscreen]:grow"
    >
      <div
        className={cx('relative overflow-hidden md:rounded-md', veiled && 'bg-black')}
        style={{
          aspectRatio: `${width} / ${height}`,
          width: `min(100cqw, calc(100cqh * ${width / height}))`,
        }}
      >
        {page && stage.kind !== 'failed' && <PreviewFrame key={page.number} url={page.url} hidden={veiled} />}
        {veiled && thumbnailUrl && (
          <img
            src={thumbnailUrl}
            alt=""
            className="absolute inset-0 size-full object-contain brightness-45 saturate-70"
          />
        )}
      </div>
      <StageNotes stage={stage} />
      {stage.kind === 'opening' && <OpeningCard />}
      {stage.kind === 'failed' && <FailedCard />}
      {stage.kind === 'no-access' && <NoAccessCard reason={stage.reason} />}
      {stage.kind === 'frozen' && <FrozenCard />}
      {stage.kind === 'broken' && <BrokenCard fault={stage.fault} />}
    </section>
  );
}
