// What outlives a reload of the page: where the playhead was, and the last picture that was right.

export interface Playhead {
  frame: number;
  playing: boolean;
  loop: boolean;
  muted: boolean;
  rate: number;
  volume: number;
}

const PLAYHEAD = 'storydream:playhead';
const PICTURE = 'storydream:last-good';
const MAX_PICTURE = 1_000_000; // characters; session storage holds about 5 million
const START: Playhead = { frame: 0, playing: false, loop: true, muted: false, rate: 1, volume: 1 };

export const playhead: Playhead = { ...START, ...readPlayhead() };

function readPlayhead(): Partial<Playhead> {
  try {
    return JSON.parse(sessionStorage.getItem(PLAYHEAD) ?? '{}') as Partial<Playhead>;
  } catch {
    return {};
  }
}

/** Remember the playhead, and the picture if it is right; called before the page goes. */
export function remember(stage: Element | null): void {
  try {
    sessionStorage.setItem(PLAYHEAD, JSON.stringify(playhead));
    const picture = stage?.innerHTML ?? '';
    if (picture && picture.length <= MAX_PICTURE) sessionStorage.setItem(PICTURE, picture);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // full or forbidden storage: the playhead starts anew
  }
}

/** Shows the remembered picture where there is no live one. */
export function showLastGood(place: HTMLElement, picture: string | null = sessionStorage.getItem(PICTURE)): void {
  if (!picture) return;
  place.innerHTML = picture;
  place.hidden = false;
}
