import { IDEAS, type Idea } from '@/features/ideas/ideas';
import { SIZES } from '@/lib/video';

/** The ideas in their real shapes, all of one height. */
export function IdeaRow({ onPick }: { onPick: (idea: Idea) => void }) {
  return (
    <section aria-labelledby="ideas" className="mx-auto w-full max-w-[1344px] px-8 pt-10 pb-8 max-md:px-0 max-md:pt-12">
      <h2 id="ideas" className="mb-3 font-medium text-ink-2 max-md:px-4">
        Ideas to start from. Pick one and change the words.
      </h2>
      <ul className="flex gap-4 max-md:snap-x max-md:gap-3 max-md:scroll-px-4 max-md:overflow-x-auto max-md:px-4 max-md:pb-2">
        {IDEAS.map((idea) => (
          <li
            key={idea.title}
            style={{ flexGrow: ratio(idea), '--ratio': ratio(idea) }}
            className="min-w-0 basis-0 max-md:w-[calc(190px*var(--ratio))] max-md:shrink-0 max-md:grow-0! max-md:basis-auto max-md:snap-start"
          >
            <button type="button" onClick={() => onPick(idea)} className="group block w-full rounded-md text-left">
              <span
                style={{ aspectRatio: ratio(idea) }}
                className="block overflow-hidden rounded-md transition-base group-hover:opacity-85"
              >
                <idea.Still />
              </span>
              <span className="mt-2 block truncate text-xs text-ink-2 group-hover:text-ink">{idea.title}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ratio({ size }: Idea): number {
  const choice = SIZES.find(({ value }) => value === size);
  return choice ? choice.width / choice.height : 16 / 9;
}
