import { type KeyboardEvent, useRef, useState } from 'react';
import { usePlayer, usePlayerActions } from '@/hooks/use-player';
import { parsePosition, rateName, timecode } from '@/lib/playback';
import type { Clip } from '@/lib/preview-protocol';
import { useTexts } from '@/texts';
import { Tooltip } from '@/ui/tooltip';

/** Where the playhead stands, in time and frames; a click makes it a field: a time or a frame to go to. */
export function TimeField({ known }: { known: Pick<Clip, 'fps' | 'durationInFrames'> | null }) {
  const { t } = useTexts('preview');
  const [typing, setTyping] = useState(false);
  const clip = usePlayer((state) => state.clip);
  const frame = usePlayer((state) => state.frame);
  const shuttle = usePlayer((state) => state.shuttle);
  const { fps, durationInFrames } = clip ?? known ?? { fps: 30, durationInFrames: 0 };
  return (
    <div data-testid="time" className="flex min-w-0 items-center gap-1 text-sm font-medium whitespace-nowrap">
      {typing ? (
        <PositionInput frame={frame} fps={fps} onEnd={() => setTyping(false)} />
      ) : (
        <Tooltip label={t('goToHint')} side="top">
          <button
            type="button"
            data-position
            disabled={!clip}
            aria-label={t('goTo', { time: timecode(frame, fps), frame })}
            onClick={() => setTyping(true)}
            className="-ms-1.5 min-w-16 rounded-xs px-1.5 py-0.5 text-start tabular-nums hover:enabled:bg-hover max-md:h-11"
          >
            {timecode(frame, fps)}
          </button>
        </Tooltip>
      )}
      <span className="font-regular text-ink-3 tabular-nums">
        {t('ofTime', { time: timecode(durationInFrames, fps) })}
      </span>
      <span className="ms-1.5 text-2xs font-regular text-ink-3 tabular-nums max-xl:hidden">
        {t('frame', { frame })}
      </span>
      {shuttle !== 0 && <span className="ms-1 text-2xs text-accent">{rateName(shuttle)}</span>}
    </div>
  );
}

interface PositionInputProps {
  frame: number;
  fps: number;
  onEnd: () => void;
}

function PositionInput({ frame, fps, onEnd }: PositionInputProps) {
  const { t } = useTexts('preview');
  const { seek } = usePlayerActions();
  const [wrong, setWrong] = useState(false);
  const left = useRef(false);
  const go = (typed: string): void => {
    const position = parsePosition(typed, fps);
    if (position === null) {
      setWrong(true);
      return;
    }
    left.current = true;
    seek(position);
    onEnd();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    event.stopPropagation();
    if (event.key === 'Enter') go(event.currentTarget.value);
    if (event.key !== 'Escape') return;
    left.current = true;
    onEnd();
  };
  return (
    <input
      ref={focusAndSelect}
      aria-label={t('position')}
      aria-invalid={wrong}
      title={wrong ? t('positionWrong') : t('positionHint')}
      defaultValue={timecode(frame, fps)}
      inputMode="text"
      autoComplete="off"
      onKeyDown={onKeyDown}
      onChange={() => setWrong(false)}
      onBlur={() => left.current || onEnd()}
      className="-ms-1.5 w-20 rounded-xs border border-line-strong bg-well px-1.5 py-px tabular-nums outline-accent aria-invalid:border-danger"
    />
  );
}

function focusAndSelect(field: HTMLInputElement | null): void {
  field?.focus();
  field?.select();
}
