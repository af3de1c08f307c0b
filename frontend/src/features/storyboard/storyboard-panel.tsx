import { useState } from 'react';
import { describeError } from '@/api/errors';
import { useBeginDraft } from '@/features/chat/draft';
import { useView } from '@/features/workspace/use-view';
import { useActiveTurn } from '@/hooks/use-events';
import { useCanEdit } from '@/hooks/use-open-project';
import { useVideo, type VideoReading } from '@/hooks/use-video';
import type { Reason, Video } from '@/lib/scenes';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { Skeleton } from '@/ui/skeleton';
import { BehindCard } from './behind-card';
import { reasonWords } from './reason-words';
import { SceneGrid } from './scene-grid';
import { SceneInspector } from './scene-inspector';
import { secondsOf } from './seconds';
import { type Storyboard, StoryboardContext, shownBehind, shownScenes } from './storyboard-context';
import { StoryboardNotes } from './storyboard-notes';
import { useScenePictures } from './use-scene-pictures';

const CARDS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** The video as a row of scenes, to be arranged and filled in without the model. */
export function StoryboardPanel() {
  const { t } = useTexts('storyboard');
  const { data, error, refetch } = useVideo();
  if (error) {
    return (
      <EmptyState title={t('notRead')} action={<Button onClick={() => refetch()}>{t('tryAgain')}</Button>}>
        {describeError(error)}
      </EmptyState>
    );
  }
  if (!data) return <Waiting />;
  if (!data.video.ok) return <CantShow reason={data.video.reason} />;
  return <Board reading={data} video={data.video.value} />;
}

function Board({ reading, video }: { reading: VideoReading; video: Video }) {
  const { t } = useTexts('storyboard');
  const [selected, select] = useState<string | null>(null);
  const canEdit = useCanEdit();
  const turn = useActiveTurn();
  const pictureOf = useScenePictures(reading.sha);
  const nameless = (number: number) => (video.kind === 'whole' ? t('wholeVideo') : t('scene', { number }));
  const storyboard: Storyboard = {
    ...{ video, paths: reading.paths, selected, select },
    scenes: shownScenes(video, reading.locked, nameless),
    behind: shownBehind(video, t('behind')),
    editable: canEdit && turn === null,
    arrangeable: video.fixed === null && video.kind !== 'whole',
  };
  const { scenes, behind } = storyboard;
  const open = [...scenes, ...(behind ? [behind] : [])].find(({ id }) => id === selected);
  return (
    <StoryboardContext value={storyboard}>
      <div className="flex min-h-0 grow">
        <section
          aria-label={t('scenes', { count: scenes.length })}
          className="flex min-w-0 grow flex-col gap-3 overflow-y-auto p-4"
        >
          <p className="flex flex-wrap items-baseline gap-x-3 text-ink-2">
            <span className="font-medium text-ink">{t('scenes', { count: scenes.length })}</span>
            <span>{t('seconds', { value: secondsOf(video.durationInFrames, video.fps) })}</span>
            {storyboard.editable && storyboard.arrangeable && <span className="text-xs text-ink-3">{t('howTo')}</span>}
          </p>
          <StoryboardNotes />
          <SceneGrid pictureOf={pictureOf} />
          {behind && <BehindCard scene={behind} />}
        </section>
        {open && <SceneInspector scene={open} />}
      </div>
    </StoryboardContext>
  );
}

function CantShow({ reason }: { reason: Reason }) {
  const { t } = useTexts('storyboard');
  const { showCode } = useView();
  const begin = useBeginDraft();
  const canEdit = useCanEdit();
  const { code, file } = reason;
  const wish = code === 'broken_code' && file ? t('mendBroken', { file }) : t('mendDraft');
  return (
    <EmptyState
      title={t('cantShow')}
      action={
        <>
          {canEdit && <Button onClick={() => begin(wish)}>{t('askAgent')}</Button>}
          {file && <Button onClick={() => showCode(file, reason.line)}>{t('openCode')}</Button>}
        </>
      }
    >
      {reasonWords(t, reason)}
    </EmptyState>
  );
}

function Waiting() {
  const { t } = useTexts('storyboard');
  return (
    <div role="status" className="grid grid-cols-[repeat(auto-fill,minmax(220px,1fr))] gap-3 overflow-hidden p-4">
      <span className="sr-only">{t('loading')}</span>
      {CARDS.map((card) => (
        <div key={card} className="rounded-md border border-line">
          <Skeleton className="aspect-video w-full" />
          <Skeleton className="m-3 h-4 w-1/2" />
          <Skeleton className="m-3 h-3 w-3/4" />
        </div>
      ))}
    </div>
  );
}
