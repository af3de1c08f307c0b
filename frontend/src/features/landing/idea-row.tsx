import { Pause, Play } from 'lucide-react';
import { useRef } from 'react';
import { IDEAS, type Idea, ratioOf } from '@/features/ideas/ideas';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { IdeaFilm } from './idea-film';
import { usePlaying } from './use-playing';

/** The ideas in their real shapes, all of one height; one of them plays. */
export function IdeaRow({ onPick }: { onPick: (idea: Idea) => void }) {
  const { t } = useTexts('landing');
  const list = useRef<HTMLUListElement>(null);
  const { index, resting, rest, point } = usePlaying(list);
  return (
    <section aria-labelledby="ideas" className="mx-auto w-full max-w-[1344px] px-8 pt-10 pb-8 max-md:px-0 max-md:pt-12">
      <header className="mb-3 flex items-center justify-between gap-3 max-md:px-4">
        <h2 id="ideas" className="font-medium text-ink-2">
          {t('ideas')}
        </h2>
        <IconButton
          label={resting ? t('playFilms') : t('restFilms')}
          onClick={() => rest(!resting)}
          className="pointer-coarse:size-11"
        >
          {resting ? <Play className="size-4" /> : <Pause className="size-4" />}
        </IconButton>
      </header>
      <ul
        ref={list}
        className="flex gap-4 max-md:snap-x max-md:gap-3 max-md:scroll-px-4 max-md:overflow-x-auto max-md:px-4 max-md:pb-2"
      >
        {IDEAS.map((idea, at) => (
          <li
            key={idea.title}
            style={{ flexGrow: ratioOf(idea), '--ratio': ratioOf(idea) }}
            className="min-w-0 basis-0 max-md:w-[calc(190px*var(--ratio))] max-md:shrink-0 max-md:grow-0! max-md:basis-auto max-md:snap-start"
          >
            <button
              type="button"
              onClick={() => onPick(idea)}
              onPointerEnter={(event) => event.pointerType === 'mouse' && point(at)}
              onFocus={() => point(at)}
              className="group block w-full rounded-md text-start"
            >
              <span
                style={{ aspectRatio: ratioOf(idea) }}
                className="block overflow-hidden rounded-md bg-well transition-base group-hover:opacity-90"
              >
                <IdeaFilm idea={idea} playing={index === at} />
              </span>
              <span className="mt-2 block truncate text-xs text-ink-2 group-hover:text-ink">{idea.title}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
