import { ArrowLeftToLine, ArrowRightToLine } from 'lucide-react';
import { usePlayer, usePlayerActions } from '@/hooks/use-player';
import { cx } from '@/lib/cx';
import { type Edge, timecode } from '@/lib/playback';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { Tooltip } from '@/ui/tooltip';

/** Where the part that plays begins and ends. */
export function MarkButtons() {
  return (
    <>
      <MarkButton edge="in" />
      <MarkButton edge="out" />
    </>
  );
}

function MarkButton({ edge }: { edge: Edge }) {
  const { t } = useTexts('preview');
  const at = usePlayer((state) => state.marks[edge]);
  const fps = usePlayer((state) => state.clip?.fps ?? 30);
  const { perform } = usePlayerActions();
  const name = edge === 'in' ? t('markIn') : t('markOut');
  const Icon = edge === 'in' ? ArrowLeftToLine : ArrowRightToLine;
  return (
    <Tooltip
      label={at === null ? name : t('markAt', { name, time: timecode(at, fps) })}
      keys={[edge === 'in' ? 'I' : 'O']}
      side="top"
    >
      <IconButton
        label={name}
        aria-pressed={at !== null}
        className={cx('max-lg:hidden', at !== null && 'bg-accent-soft! text-accent!')}
        onClick={() => perform({ type: 'mark', edge })}
      >
        <Icon className="size-4 rtl:-scale-x-100" />
      </IconButton>
    </Tooltip>
  );
}
