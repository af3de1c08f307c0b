import type { KeyboardEvent } from 'react';
import { usePlayer, usePlayerActions } from '@/hooks/use-player';
import { timecode } from '@/lib/playback';
import { useTexts } from '@/texts';
import { useScale } from './timeline-context';

/** How far Page up and Page down go. */
const PAGE_SECONDS = 5;

/** What makes an element the slider of the video's position, with its keys. */
export function useSeekKeys() {
  const { t } = useTexts('timeline');
  const playable = usePlayer((state) => state.clip !== null);
  const frame = usePlayer((state) => state.frame);
  const { perform } = usePlayerActions();
  const { durationInFrames, fps } = useScale();
  const last = durationInFrames - 1;
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, shiftKey } = event;
    const way = key === 'ArrowLeft' || key === 'ArrowDown' ? -1 : key === 'ArrowRight' || key === 'ArrowUp' ? 1 : 0;
    const page = key === 'PageUp' ? PAGE_SECONDS : key === 'PageDown' ? -PAGE_SECONDS : 0;
    if (way) perform(shiftKey ? { type: 'seconds', seconds: way } : { type: 'step', frames: way });
    else if (page) perform({ type: 'seconds', seconds: page });
    else if (key === 'Home') perform({ type: 'start' });
    else if (key === 'End') perform({ type: 'end' });
    else return;
    event.preventDefault();
  };
  return {
    role: 'slider',
    tabIndex: playable ? 0 : -1,
    'aria-label': t('position'),
    'aria-valuemin': 0,
    'aria-valuemax': last,
    'aria-valuenow': Math.min(frame, last),
    'aria-valuetext': playable ? timecode(frame, fps) : t('noVideo'),
    'aria-disabled': !playable,
    onKeyDown,
  } as const;
}
