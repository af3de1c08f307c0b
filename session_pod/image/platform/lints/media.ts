// Sounds that are cut off or can't be read, and pictures that are blurred, wasteful or missing.
import type { Observation } from '../looking.ts';
import { sceneAt, shortSource, type Timeline } from '../timeline.ts';
import { quoted, type Remark } from './lint.ts';

const SLACK_SECONDS = 0.35; // the tail of a sound is silence
const MUSIC_SECONDS = 8; // longer sounds are beds: they may begin and end anywhere in the file
const BLURRED = 1.6;
const WASTED = 0.2;
const WASTED_PIXELS = 2600;

export function soundRemarks({ composition, scenes, sounds }: Timeline, seconds: ReadonlyMap<string, number | null>): Remark[] {
  const { fps, durationInFrames: whole } = composition;
  return sounds.flatMap((sound): Remark[] => {
    const name = quoted(sound.name ?? shortSource(sound.src));
    const about = { place: sound.place, scene: sceneAt(scenes, sound.from)?.name ?? null, frame: Math.min(sound.from, whole - 1) };
    if (sound.from >= whole) {
      return [{ rule: 'sound-past-the-end', severity: 'error', ...about, message: `the sound ${name} begins at frame ${sound.from}, past the end of the video.`, hint: 'Let it begin earlier, or make the video longer with set_video_settings.' }];
    }
    const length = seconds.get(sound.src);
    if (length === undefined) return []; // from elsewhere: the rule for remote addresses tells
    if (length === null) {
      return [{ rule: 'missing-file', severity: 'error', ...about, message: `the sound ${name} (${shortSource(sound.src)}) can't be read.`, hint: 'See with list_assets which files there are.' }];
    }
    const available = (length - sound.trimBefore / fps) / Math.max(0.01, sound.playbackRate);
    const window = Math.min(sound.durationInFrames ?? Infinity, whole - sound.from) / fps;
    const endsWithVideo = sound.from + window * fps >= whole - 1;
    if (!sound.loop && length < MUSIC_SECONDS && available > window + SLACK_SECONDS) {
      return [{ rule: 'sound-cut-off', severity: 'warning', ...about, message: `the sound ${name} lasts ${available.toFixed(1)} s, but is cut off after ${window.toFixed(1)} s by the end of ${endsWithVideo ? 'the video' : 'its sequence'}.`, hint: 'Let it begin earlier, choose a shorter one, or put it outside of the sequence.' }];
    }
    if (!sound.loop && length >= MUSIC_SECONDS && available < window - SLACK_SECONDS) {
      return [{ rule: 'sound-too-short', severity: 'warning', ...about, message: `the music ${name} ends after ${available.toFixed(1)} s, ${(window - available).toFixed(1)} s before its time is over.`, hint: 'Give it the attribute loop, or choose a longer one.' }];
    }
    if (length >= MUSIC_SECONDS && !endsWithVideo && sound.volume !== null && (sound.loop || available > window + SLACK_SECONDS)) {
      return [{ rule: 'sound-cut-off', severity: 'warning', ...about, frame: Math.round(sound.from + window * fps), message: `the music ${name} stops at once in the middle of the video.`, hint: 'Fade it out with volume={(frame) => interpolate(…)}, or let it play to the end.' }];
    }
    return [];
  });
}

export function pictureRemarks({ scenes }: Timeline, samples: Observation['samples']): Remark[] {
  const largest = new Map<string, { remark: Omit<Remark, 'rule' | 'severity' | 'message' | 'hint'>; picture: (typeof samples)[number]['pictures'][number] }>();
  for (const { frame, pictures } of samples) {
    for (const picture of pictures) {
      const known = largest.get(picture.src);
      if (known && known.picture.scale >= picture.scale) continue;
      largest.set(picture.src, { picture, remark: { place: picture.place, scene: sceneAt(scenes, frame)?.name ?? null, frame } });
    }
  }
  return [...largest.values()].flatMap(({ picture, remark }): Remark[] => {
    const { src, width, height, scale, vector, rect } = picture;
    const name = quoted(src.startsWith('data:') ? 'a data: URL' : shortSource(src));
    const shown = `${Math.round(rect.width)} × ${Math.round(rect.height)}`;
    if (width === 0) return [{ rule: 'missing-file', severity: 'error', ...remark, message: `the picture ${name} did not load.`, hint: 'See with list_assets which files there are.' }];
    if (vector) return [];
    if (scale > BLURRED) {
      return [{ rule: 'blurred-picture', severity: 'warning', ...remark, message: `the picture ${name} has ${width} × ${height} pixels and is shown at ${shown}: it looks blurred.`, hint: 'Show it smaller, or use a larger file.' }];
    }
    if (scale < WASTED && Math.max(width, height) > WASTED_PIXELS) {
      return [{ rule: 'oversized-picture', severity: 'warning', ...remark, message: `the picture ${name} has ${width} × ${height} pixels, but is shown at ${shown}: every frame is slower for it.`, hint: 'Scale the file down to about twice the size at which it is shown.' }];
    }
    return [];
  });
}

export function fontRemarks(samples: Observation['samples']): Remark[] {
  const failed = new Set(samples.flatMap((sample) => sample.failedFonts));
  return [...failed].map((family) => ({ rule: 'missing-font', severity: 'error', message: `the file of the font ${family} did not load; another font is used.`, hint: 'See with list_assets which files there are in public/fonts.' }));
}
