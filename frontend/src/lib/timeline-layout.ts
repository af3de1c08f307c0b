import type { ShownText, Span } from './timeline';

export interface Tick {
  frame: number;
  /** Empty for the small ones between. */
  label: string;
}

const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600];
const FRAMES = [1, 2, 5, 10];
const TICK_PX = 64;

/** Marks of the ruler, far enough apart to be read; in frames where there is room for them. */
export function ticksOf(durationInFrames: number, fps: number, framePx: number): Tick[] {
  const rate = Math.max(1, Math.round(fps));
  const steps = [...FRAMES.filter((frames) => frames < rate), ...SECONDS.map((seconds) => seconds * rate)];
  const step = steps.find((frames) => frames * framePx >= TICK_PX) ?? steps.at(-1) ?? rate;
  const count = Math.floor((durationInFrames - 1) / step) + 1;
  return Array.from({ length: count }, (_, index) => ({ frame: index * step, label: tickName(index * step, rate) }));
}

function tickName(frame: number, rate: number): string {
  const seconds = Math.floor(frame / rate);
  const name = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return frame % rate === 0 ? name : `${name}.${String(frame % rate).padStart(2, '0')}`;
}

/** The nearest of `points` that is at most `reach` frames away, else the frame itself. */
export function snap(frame: number, points: readonly number[], reach: number): number {
  let best = frame;
  let distance = reach;
  for (const point of points) {
    const away = Math.abs(point - frame);
    if (away > distance) continue;
    best = point;
    distance = away;
  }
  return Math.round(best);
}

/** Every frame at which something begins or ends, for snapping. */
export function edgesOf(spans: readonly Span[]): number[] {
  return [...new Set(spans.flatMap(({ from, durationInFrames }) => [from, from + durationInFrames]))];
}

/** Rows in which nothing overlaps; what finds no room in `most` rows lies over the last one. */
export function packRows<Part extends Span>(parts: readonly Part[], most: number): Part[][] {
  const rows: { end: number; parts: Part[] }[] = [];
  for (const part of [...parts].sort((a, b) => a.from - b.from)) {
    const end = part.from + part.durationInFrames;
    const free = rows.find((row) => row.end <= part.from);
    const row = free ?? (rows.length < most ? null : rows[rows.length - 1]);
    if (!row) {
      rows.push({ end, parts: [part] });
      continue;
    }
    row.parts.push(part);
    row.end = Math.max(row.end, end);
  }
  return rows.map((row) => row.parts);
}

/** Texts of one scene that are read together, as a title and its line are, become one. */
export function joinTexts(texts: readonly ShownText[]): ShownText[] {
  const joined: ShownText[] = [];
  for (const text of [...texts].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (!last || last.scene !== text.scene || !readTogether(last, text)) {
      joined.push(text);
      continue;
    }
    const end = Math.max(last.from + last.durationInFrames, text.from + text.durationInFrames);
    joined[joined.length - 1] = { ...last, text: `${last.text}, ${text.text}`, durationInFrames: end - last.from };
  }
  return joined;
}

function readTogether(a: Span, b: Span): boolean {
  const overlap = Math.min(a.from + a.durationInFrames, b.from + b.durationInFrames) - Math.max(a.from, b.from);
  return overlap >= Math.min(a.durationInFrames, b.durationInFrames) / 2;
}

/** The scenes as they would be with one longer or shorter: those after it follow. */
export function trimmed<Part extends Span>(scenes: readonly Part[], index: number, durationInFrames: number): Part[] {
  const scene = scenes[index];
  const by = scene ? durationInFrames - scene.durationInFrames : 0;
  return scenes.map((one, at) =>
    at === index ? { ...one, durationInFrames } : at > index ? { ...one, from: one.from + by } : one,
  );
}

/** The scenes as they would be with one at another place: each keeps its length, and each gap its place. */
export function moved<Part extends Span>(scenes: readonly Part[], index: number, to: number): Part[] {
  const gaps = scenes.map(({ from }, at) => (at === 0 ? from : from - endOf(scenes[at - 1])));
  const order = [...scenes];
  order.splice(to, 0, ...order.splice(index, 1));
  let end = 0;
  return order.map((scene, at) => {
    const from = end + (gaps[at] ?? 0);
    end = from + scene.durationInFrames;
    return { ...scene, from };
  });
}

/** The place a scene would get if it were dropped with its middle at `frame`. */
export function placeAt(scenes: readonly Span[], index: number, frame: number): number {
  const others = scenes.filter((_, at) => at !== index);
  const before = others.findIndex(({ from, durationInFrames }) => frame < from + durationInFrames / 2);
  return before < 0 ? others.length : before;
}

export function endOf(span: Span | undefined): number {
  return span ? span.from + span.durationInFrames : 0;
}
