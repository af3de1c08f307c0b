import { COUNT, EXPLAIN, type Idea, LAUNCH } from '@/features/ideas/ideas';
import type { Draft } from '@/hooks/use-draft';

/** No project yet: how to begin, and three beginnings. */
export function FirstProject({ onPick }: { onPick: (draft: Draft) => void }) {
  return (
    <section className="mx-auto mt-18 max-w-[880px] text-center max-md:mt-8">
      <h2 className="text-2xl font-semibold tracking-[-0.022em]">Start with a sentence</h2>
      <p className="mx-auto mt-2 mb-8 max-w-[520px] text-[15px]/6 text-pretty text-ink-2">
        Say what the video should show and who it is for. You watch the first version, and change it by talking.
      </p>
      <ul className="grid grid-cols-3 gap-4 text-left max-md:grid-cols-1">
        {[LAUNCH, EXPLAIN, COUNT].map((idea) => (
          <li key={idea.title}>
            <IdeaCard idea={idea} onPick={onPick} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function IdeaCard({ idea, onPick }: { idea: Idea; onPick: (draft: Draft) => void }) {
  const wide = idea.size === '16:9';
  return (
    <button
      type="button"
      onClick={() => onPick({ prompt: idea.prompt, size: idea.size })}
      className="flex size-full flex-col overflow-hidden rounded-md border border-line bg-surface text-left transition-base hover:border-line-strong hover:bg-hover"
    >
      <span className="grid aspect-video w-full place-items-center overflow-hidden bg-well">
        <span className={wide ? 'block size-full' : 'block aspect-9/16 h-[calc(100%-24px)] overflow-hidden rounded-xs'}>
          <idea.Still />
        </span>
      </span>
      <span className="block px-4 pt-3.5 pb-4">
        <span className="block text-base/5 font-semibold">{idea.title}</span>
        <span className="mt-1 line-clamp-3 block text-xs/[18px] text-ink-2">“{idea.prompt}”</span>
      </span>
    </button>
  );
}
