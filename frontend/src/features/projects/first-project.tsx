import { COUNT, type Idea, LAUNCH, LIST, posterOf } from '@/features/ideas/ideas';
import type { Draft } from '@/hooks/use-draft';
import { useTexts } from '@/texts';
import { SampleProject } from './sample-project';

/** No project yet: how to begin, three beginnings, and one that is made already. */
export function FirstProject({ onPick }: { onPick: (draft: Draft) => void }) {
  const { t } = useTexts('projects');
  return (
    <section className="mx-auto mt-18 max-w-[880px] text-center max-md:mt-8">
      <h2 className="text-2xl font-semibold tracking-[-0.022em]">{t('firstTitle')}</h2>
      <p className="mx-auto mt-2 mb-8 max-w-[520px] text-[15px]/6 text-pretty text-ink-2">{t('firstText')}</p>
      <ul className="grid grid-cols-3 gap-4 text-start max-md:grid-cols-1">
        {[LAUNCH, LIST, COUNT].map((idea) => (
          <li key={idea.title}>
            <IdeaCard idea={idea} onPick={onPick} />
          </li>
        ))}
      </ul>
      <SampleProject />
    </section>
  );
}

function IdeaCard({ idea, onPick }: { idea: Idea; onPick: (draft: Draft) => void }) {
  const { t } = useTexts('projects');
  const { prompt, size, templateId } = idea;
  return (
    <button
      type="button"
      onClick={() => onPick({ prompt, size, templateId })}
      className="flex size-full flex-col overflow-hidden rounded-md border border-line bg-surface text-start transition-base hover:border-line-strong hover:bg-hover"
    >
      <span className="relative block aspect-video w-full overflow-hidden bg-well">
        <img
          src={posterOf(idea)}
          alt=""
          decoding="async"
          className={
            size === '16:9'
              ? 'block size-full object-cover'
              : 'absolute inset-0 m-auto block h-[calc(100%-24px)] w-auto rounded-xs'
          }
        />
      </span>
      <span className="block px-4 pt-3.5 pb-4">
        <span className="block text-base/5 font-semibold">{idea.title}</span>
        <span className="mt-1 line-clamp-3 block text-xs/[18px] text-ink-2">{t('quoted', { text: prompt })}</span>
      </span>
    </button>
  );
}
