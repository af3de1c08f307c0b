import { ChevronDown, Clapperboard } from 'lucide-react';
import { useState } from 'react';
import type { CardAnswer, PlannedScene, StoryboardCard as Storyboard } from '@/api/types.generated';
import { useBeginDraft } from '@/features/chat/draft';
import { useCanEdit } from '@/hooks/use-open-project';
import { cx } from '@/lib/cx';
import { momentOf } from '@/lib/pointing';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { CardFrame, Decided } from './card-frame';
import { useDecide } from './use-decide';

export interface StoryboardCardProps {
  card: Storyboard;
  messageId: string;
  answer: CardAnswer | null;
  /** Nothing has been said since: it still waits for a decision. */
  open: boolean;
}

/** A plan for the video, scene by scene: go ahead with it, or say what should be otherwise. */
export function StoryboardCard({ card, messageId, answer, open }: StoryboardCardProps) {
  const { t } = useTexts('cards');
  const canEdit = useCanEdit();
  const begin = useBeginDraft();
  const { decide, pending } = useDecide(messageId);
  const [unfolded, setUnfolded] = useState(false);
  const { title, scenes, note } = card;
  const length = t('length', { count: scenes.length, time: lengthOf(scenes) });

  if (answer) {
    return (
      <Decided
        icon={<Clapperboard />}
        question={`${title} · ${length}`}
        choice={t('approved')}
        action={
          <Button size="sm" variant="ghost" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
            {t(unfolded ? 'fold' : 'show')}
            <ChevronDown className={cx('size-3.5 transition-base', unfolded && 'rotate-180')} />
          </Button>
        }
      >
        {unfolded && (
          <div className="border-t border-line px-3 pb-3">
            <Scenes scenes={scenes} />
          </div>
        )}
      </Decided>
    );
  }
  return (
    <CardFrame title={title}>
      <p className="mt-0.5 text-xs text-ink-2">{length}</p>
      <Scenes scenes={scenes} />
      {note && <p className="mt-3 text-xs text-pretty text-ink-2 [overflow-wrap:anywhere]">{note}</p>}
      {open && canEdit && (
        <div className="mt-3.5 flex flex-wrap gap-2">
          <Button
            variant="primary"
            busy={pending !== null}
            onClick={() => decide({ choice: 'go_ahead', say: t('goAheadSaid') })}
          >
            {t('goAhead')}
          </Button>
          <Button disabled={pending !== null} onClick={() => begin(`${t('changeStoryboard')} `)}>
            {t('changeSomething')}
          </Button>
        </div>
      )}
    </CardFrame>
  );
}

function lengthOf(scenes: readonly PlannedScene[]): string {
  return momentOf(Math.round(scenes.reduce((sum, { seconds }) => sum + seconds, 0)), 1);
}

/** Each scene with its length: as a part of the whole above, in words below. */
function Scenes({ scenes }: { scenes: readonly PlannedScene[] }) {
  return (
    <>
      <div aria-hidden="true" className="mt-3 flex h-1.5 gap-0.5">
        {scenes.map(({ name, seconds }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two scenes may have one name, and the plan never changes
          <span key={`${index}-${name}`} className="rounded-full bg-line-strong" style={{ flexGrow: seconds }} />
        ))}
      </div>
      <ol className="mt-1 divide-y divide-line">
        {scenes.map((scene, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <SceneRow key={`${index}-${scene.name}`} scene={scene} number={index + 1} />
        ))}
      </ol>
    </>
  );
}

function SceneRow({ scene, number }: { scene: PlannedScene; number: number }) {
  const { t } = useTexts('cards');
  const { name, seconds, picture, text } = scene;
  return (
    <li className="grid grid-cols-[18px_1fr_auto] items-baseline gap-x-2 py-2.5 text-xs [overflow-wrap:anywhere]">
      <span className="text-ink-3">{number}</span>
      <span className="text-sm font-medium text-ink">{name}</span>
      <span className="text-ink-3">{t('seconds', { seconds: Number(seconds.toFixed(1)) })}</span>
      <p className="col-start-2 col-end-4 mt-0.5 text-pretty text-ink-2">{picture}</p>
      {text && <p className="col-start-2 col-end-4 mt-1 text-pretty text-ink">{t('quoted', { text })}</p>}
    </li>
  );
}
