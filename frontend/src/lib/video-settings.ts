import type { Token } from './code-tokens';
import { valueAt } from './diff-values';

/** What a piece of code says of the video as a whole, as far as it says it. */
export type Settings = Partial<Record<'width' | 'height' | 'fps' | 'durationInFrames', number>>;

const NAMES = ['width', 'height', 'fps', 'durationInFrames'] as const;

/** The settings among these tokens: of the composition, or, in the `isRoot` file, also where its tag can't be seen. */
export function settingsIn(tokens: readonly Token[], isRoot: boolean): Settings {
  const found = new Map<string, Set<number>>();
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'number') continue;
    if (token.element !== 'Composition' && !(isRoot && token.element === null)) continue;
    const value = valueAt(tokens, index);
    if (!value?.whole || value.name === null) continue;
    found.set(value.name, (found.get(value.name) ?? new Set()).add(Number(value.value)));
  }
  const settings: Settings = {};
  for (const name of NAMES) {
    const values = [...(found.get(name) ?? [])];
    // Of several compositions nobody can tell which is meant.
    if (values.length === 1 && values[0] !== undefined && Number.isFinite(values[0])) settings[name] = values[0];
  }
  return settings;
}

/** "Size 1920 × 1080 → 1080 × 1920", "Length 6 s → 8 s", "Frames a second 30 → 60". */
export function settingWords(
  before: Settings,
  after: Settings,
  fps: number | null,
): { what: string; from: string; to: string }[] {
  const words: { what: string; from: string | null; to: string | null }[] = [
    sizeWords(before, after),
    { what: 'Length', from: lengthOf(before, fps), to: lengthOf(after, fps) },
    { what: 'Frames a second', from: text(before.fps), to: text(after.fps) },
  ];
  return words.filter((word): word is { what: string; from: string; to: string } => {
    return word.from !== null && word.to !== null && word.from !== word.to;
  });
}

function sizeWords(before: Settings, after: Settings) {
  const both = (settings: Settings) =>
    settings.width && settings.height ? `${settings.width} × ${settings.height}` : null;
  if (both(before) && both(after)) return { what: 'Size', from: both(before), to: both(after) };
  if (before.width && after.width) return { what: 'Width', from: text(before.width), to: text(after.width) };
  return { what: 'Height', from: text(before.height), to: text(after.height) };
}

function lengthOf({ durationInFrames, fps }: Settings, otherwise: number | null): string | null {
  if (!durationInFrames) return null;
  const rate = fps ?? otherwise;
  return rate ? `${Math.round((durationInFrames / rate) * 100) / 100} s` : `${durationInFrames} frames`;
}

function text(value: number | undefined): string | null {
  return value === undefined ? null : String(value);
}
