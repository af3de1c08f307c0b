import { ChevronRight, Layers } from 'lucide-react';
import { useTexts } from '@/texts';
import { type Shown, useStoryboard } from './storyboard-context';

const MOST_COLOURS = 6;

/** What is there in every scene, such as the background: its form opens as a scene's does. */
export function BehindCard({ scene }: { scene: Shown }) {
  const { t } = useTexts('storyboard');
  const { selected, select } = useStoryboard();
  const colours = scene.props.filter(({ kind }) => kind === 'color').slice(0, MOST_COLOURS);
  return (
    <button
      type="button"
      aria-expanded={selected === scene.id}
      onClick={() => select(scene.id)}
      className="flex min-h-12 shrink-0 items-center gap-3 rounded-md border border-line bg-surface px-3 text-start aria-expanded:border-accent"
    >
      <Layers className="size-4 text-ink-3" aria-hidden="true" />
      <span className="min-w-0 grow">
        <span className="block truncate font-medium">{scene.name}</span>
        <span className="block truncate text-xs text-ink-2">{t('behindNote')}</span>
      </span>
      {colours.map((prop) => (
        <span
          key={prop.id}
          className="size-5 shrink-0 rounded-xs border border-line-strong"
          style={{ background: String(prop.value) }}
        />
      ))}
      <ChevronRight className="size-4 shrink-0 text-ink-3 rtl:-scale-x-100" aria-hidden="true" />
    </button>
  );
}
