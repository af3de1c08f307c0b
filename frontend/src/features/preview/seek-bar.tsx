import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { usePlayer, usePlayerActions } from '@/hooks/use-player';
import { timecode } from '@/lib/playback';
import { useTexts } from '@/texts';

/** The video's length as a line, the playhead on it: drag it, click, or use the arrow keys. */
export function SeekBar() {
  const clip = usePlayer((state) => state.clip);
  const frame = usePlayer((state) => state.frame);
  const { t } = useTexts('preview');
  const { seek, perform } = usePlayerActions();
  const [dragging, setDragging] = useState(false);
  const last = (clip?.durationInFrames ?? 1) - 1;
  const at = last > 0 ? Math.min(1, frame / last) : 0;

  const seekTo = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    seek(((event.clientX - left) / width) * last);
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (!clip || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDragging(true);
    seekTo(event);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, shiftKey } = event;
    const way = key === 'ArrowLeft' || key === 'ArrowDown' ? -1 : key === 'ArrowRight' || key === 'ArrowUp' ? 1 : 0;
    if (way) perform(shiftKey ? { type: 'seconds', seconds: way } : { type: 'step', frames: way });
    else if (key === 'Home') perform({ type: 'start' });
    else if (key === 'End') perform({ type: 'end' });
    else return;
    event.preventDefault();
  };

  return (
    <div dir="ltr" className="px-4 pt-1">
      <div
        role="slider"
        tabIndex={clip ? 0 : -1}
        aria-label={t('seek')}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={frame}
        aria-valuetext={clip ? timecode(frame, clip.fps) : t('noVideo')}
        aria-disabled={!clip}
        onPointerDown={onPointerDown}
        onPointerMove={(event) => dragging && seekTo(event)}
        onPointerUp={() => setDragging(false)}
        onPointerCancel={() => setDragging(false)}
        onKeyDown={onKeyDown}
        className="group relative flex h-6 cursor-pointer touch-none items-center rounded-xs aria-disabled:cursor-default aria-disabled:opacity-45"
      >
        <div className="h-1 w-full rounded-full bg-line-strong group-hover:h-1.5" />
        <div className="pointer-events-none absolute inset-0">
          <span
            className="absolute top-1 bottom-1 w-0.5 -translate-x-1/2 rounded-full bg-accent"
            style={{ left: `${at * 100}%` }}
          />
          {dragging && clip && (
            <span
              className="absolute -top-4 -translate-x-1/2 rounded-xs bg-accent px-1.5 text-2xs font-semibold text-on-accent"
              style={{ left: `clamp(24px, ${at * 100}%, calc(100% - 24px))` }}
            >
              {timecode(frame, clip.fps)}
            </span>
          )}
        </div>
      </div>
    </div>
  );
}
