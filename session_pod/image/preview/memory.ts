// What outlives a reload of the page: where the playhead was, and the last picture that was right. Kept in the history
// entry, because browsers deny storage to frames of another site when third-party cookies are off.

export interface Playhead {
  frame: number;
  playing: boolean;
  loop: boolean;
  muted: boolean;
  rate: number;
  volume: number;
  /** The part that plays, both frames in it; null for all of it. */
  range: { from: number; to: number } | null;
}

interface Memory {
  playhead?: Partial<Playhead>;
  picture?: string;
  /** Reloads since the last "ok" that were to help by themselves. */
  retries?: number;
}

const MAX_PICTURE = 1_000_000; // characters; browsers refuse states over 2 to 16 MB
const START: Playhead = { frame: 0, playing: false, loop: true, muted: false, rate: 1, volume: 1, range: null };

const memory = ((history.state as { storydream?: Memory } | null)?.storydream ?? {}) as Memory;

export const playhead: Playhead = { ...START, ...memory.playhead };

/** Remember the playhead, and the stage's picture when it is given; called before the page goes. */
export function remember(stage: Element | null): void {
  const picture = stage?.innerHTML ?? '';
  if (picture && picture.length <= MAX_PICTURE) memory.picture = picture;
  history.replaceState({ storydream: { ...memory, playhead } }, '');
}

/** Whether another reload may be tried; after two that didn't help, only an update can. */
export function mayRetry(): boolean {
  memory.retries = (memory.retries ?? 0) + 1;
  return memory.retries <= 2;
}

export function forgetRetries(): void {
  memory.retries = 0;
}

/** Shows the remembered picture where there is no live one. */
export function showLastGood(place: HTMLElement): void {
  if (!memory.picture) return;
  place.innerHTML = memory.picture;
  place.hidden = false;
}
