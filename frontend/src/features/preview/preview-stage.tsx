import { useNewestCheckpoint, useToldFault } from '@/hooks/use-events';
import { useOpenProject } from '@/hooks/use-open-project';
import { useThumbnail } from '@/hooks/use-poster';
import { usePreview, useThaw } from '@/hooks/use-preview';
import { useSession } from '@/hooks/use-session';
import { stageOf } from '@/lib/stage';
import { useTexts } from '@/texts';
import { BrokenCard } from './broken-card';
import { FailedCard } from './failed-card';
import { FrozenCard } from './frozen-card';
import { NoAccessCard } from './no-access-card';
import { OpeningCard } from './opening-card';
import { PreviewFrame } from './preview-frame';
import { StageNotes } from './stage-notes';
import { useReloadPreview } from './use-reload-preview';
import { VideoBox } from './video-box';

/** The neutral well with the video in its own shape, and one card over it when something is to be said. */
export function PreviewStage() {
  const { t } = useTexts('preview');
  const project = useOpenProject();
  const thumbnail = useThumbnail(project);
  const clip = usePreview((state) => state.clip);
  const answering = usePreview((state) => state.answering);
  const phase = usePreview((state) => state.phase);
  const noAccess = usePreview((state) => state.noAccess);
  const fault = usePreview((state) => state.fault);
  const drawn = usePreview((state) => state.drawn);
  const page = useSession((view) => view.page);
  const stuck = useSession((view) => view.problem !== null && !view.problem.retrying);
  const toldFault = useToldFault();
  const newest = useNewestCheckpoint();
  const { reload } = useReloadPreview(true);
  useThaw(page?.number ?? null, newest?.sha ?? project.currentCommitSha, reload);
  const stage = stageOf({
    preview: { answering, phase, noAccess, fault, drawn },
    stuck,
    hasPage: page !== null,
    toldFault,
  });
  const veiled = stage.kind === 'opening' || stage.kind === 'failed' || stage.kind === 'no-access';
  // A broken video that this page has never seen playing has no last good frame but the project's picture.
  const unseen = stage.kind === 'broken' && !drawn;

  return (
    <section
      aria-label={t('preview')}
      data-state={stage.kind}
      data-tour="preview"
      className="relative grid min-h-0 overflow-hidden bg-well @container-size md:grow md:p-4 max-md:h-(--stage-height) max-md:in-[:fullscreen]:h-auto max-md:in-[:fullscreen]:grow"
    >
      <VideoBox clip={clip ?? project.videoSettings ?? null} black={veiled}>
        {page && stage.kind !== 'failed' && <PreviewFrame key={page.number} url={page.url} hidden={veiled} />}
        {(veiled || unseen) && thumbnail && <LastPicture url={thumbnail} />}
      </VideoBox>
      <StageNotes stage={stage} />
      <div className="pointer-events-none absolute inset-0 grid place-items-center *:pointer-events-auto">
        {stage.kind === 'opening' && <OpeningCard />}
        {stage.kind === 'failed' && <FailedCard />}
        {stage.kind === 'no-access' && <NoAccessCard reason={stage.reason} />}
        {stage.kind === 'frozen' && <FrozenCard />}
        {stage.kind === 'broken' && <BrokenCard fault={stage.fault} />}
      </div>
    </section>
  );
}

function LastPicture({ url }: { url: string }) {
  return <img src={url} alt="" className="absolute inset-0 size-full object-contain brightness-45 saturate-70" />;
}
