import { isJson } from '@/lib/json';
import { RATES } from '@/lib/playback';

/** `fit` shows the whole picture; 1 shows a pixel of the video as a pixel of the page. */
export type Zoom = 'fit' | number;

/** How this browser likes to watch; kept for next time, but for the zoom. */
export interface PlayerSettings {
  loop: boolean;
  muted: boolean;
  /** 0 to 1. */
  volume: number;
  rate: number;
  /** Lines show what may be cut off or covered. */
  safeAreas: boolean;
  zoom: Zoom;
}

export const ZOOMS: readonly Zoom[] = ['fit', 0.25, 0.5, 1, 2];

const SETTINGS_KEY = 'storydream.player';
const DEFAULTS: PlayerSettings = { loop: true, muted: false, volume: 1, rate: 1, safeAreas: false, zoom: 'fit' };

export function readSettings(): PlayerSettings {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(SETTINGS_KEY) ?? 'null');
    if (!isJson(kept)) return DEFAULTS;
    const { loop, muted, volume, rate, safeAreas } = kept;
    return {
      loop: typeof loop === 'boolean' ? loop : DEFAULTS.loop,
      muted: typeof muted === 'boolean' ? muted : DEFAULTS.muted,
      volume: typeof volume === 'number' && volume >= 0 && volume <= 1 ? volume : DEFAULTS.volume,
      rate: RATES.find((known) => known === rate) ?? DEFAULTS.rate,
      safeAreas: typeof safeAreas === 'boolean' ? safeAreas : DEFAULTS.safeAreas,
      zoom: DEFAULTS.zoom,
    };
  } catch {
    return DEFAULTS; // storage is blocked, or not ours
  }
}

export function keepSettings({ zoom: _zoom, ...kept }: PlayerSettings): void {
  try {
    localStorage.setItem(SETTINGS_KEY, JSON.stringify(kept));
  } catch {
    // storage is blocked: the choice lasts as long as the page
  }
}
