import type { VideoSettings } from '@/api/types.generated';

export type Size = '16:9' | '9:16' | '1:1';

export interface SizeChoice {
  value: Size;
  width: number;
  height: number;
  /** Where such a video is at home. */
  use: string;
}

export const SIZES: readonly SizeChoice[] = [
  { value: '16:9', width: 1920, height: 1080, use: 'Wide, for screens' },
  { value: '9:16', width: 1080, height: 1920, use: 'Tall, for phones' },
  { value: '1:1', width: 1080, height: 1080, use: 'Square, for feeds' },
];

const NEW_FPS = 30;
const NEW_SECONDS = 6; // the default template’s length

/** The settings of a new project: as long as its template, or six seconds at 30 frames a second, until the first turn says otherwise. */
export function settingsFor(size: Size, template?: Pick<VideoSettings, 'fps' | 'durationInFrames'>): VideoSettings {
  const { width, height } = SIZES.find((choice) => choice.value === size) ?? { width: 1920, height: 1080 };
  const fps = template?.fps ?? NEW_FPS;
  return { width, height, fps, durationInFrames: template?.durationInFrames ?? NEW_FPS * NEW_SECONDS };
}

/** "16:9" for the usual shapes, else "1280 × 720". */
export function sizeName({ width, height }: Pick<VideoSettings, 'width' | 'height'>): string {
  const usual = SIZES.find((choice) => choice.width * height === choice.height * width);
  return usual?.value ?? `${width} × ${height}`;
}

/** m:ss, or h:mm:ss from an hour on; rounded to the second, never below one for a video that has a frame. */
export function durationName({ fps, durationInFrames }: Pick<VideoSettings, 'fps' | 'durationInFrames'>): string {
  const seconds = Math.max(durationInFrames > 0 ? 1 : 0, Math.round(durationInFrames / fps));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = String(rest).padStart(2, '0');
  return hours ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}
