// Texts that can't be read: too short, too near the edge, cut off, too faint, in a font that isn't there.
import type { Rect, SeenText } from '../../eyes/look.ts';
import type { Spot } from '../looking.ts';
import type { TextSpan, Timeline } from '../timeline.ts';
import { quoted, type Remark } from './lint.ts';

const SECONDS_A_WORD = 0.3;
const SECONDS_AT_LEAST = 1;
const MARGIN = 0.05; // the inner 90 % are safe
// Where apps for upright videos put their own buttons and captions (TikTok, Reels and Shorts agree on about this much).
const UPRIGHT = { top: 0.08, bottom: 0.16, right: 0.1, rightFrom: 0.5 };
const TOLERANCE = 0.004; // of the picture: side bearings and anti-aliasing
const CUT_OFF = 0.96;
const DECORATION = 0.5; // fainter texts are not there to be read
const MAX_FRAMES = 4;
const SMALL = 0.024; // of the shorter side; WCAG's large text begins at 24 px on a page of about 1,000
const ENOUGH = { small: 4.5, large: 3 };
const OUTLINED = 0.5; // a shadow or an outline makes half of the contrast do
const INVISIBLE = 1.35;

/** A text where it rests: no longer coming in and not yet leaving. */
interface Resting {
  span: TextSpan;
  /** Every look at which it is about as opaque as it gets and doesn't move; the middle one last. */
  frames: number[];
  frame: number;
  look: SeenText;
}

export function resting(spans: TextSpan[]): Resting[] {
  return spans.map((span) => {
    const { seen } = span;
    const most = Math.max(...seen.map(({ look }) => look.opacity * Math.max(0.01, look.inside)));
    const still = seen.filter(({ look }, index) => {
      const next = seen[index + 1]?.look ?? seen[index - 1]?.look;
      return look.opacity * look.inside >= most * 0.97 && (!next || Math.hypot(next.rect.x - look.rect.x, next.rect.y - look.rect.y) < 2);
    });
    const among = still.length > 0 ? still : seen;
    const middle = among[Math.floor(among.length / 2)] as (typeof seen)[number];
    return { span, frames: among.map(({ frame }) => frame), frame: middle.frame, look: middle.look };
  });
}

export function textRemarks({ composition, texts }: Timeline): Remark[] {
  const { width, height, fps } = composition;
  return resting(texts).flatMap(({ span, frame, look }) => {
    const about = { place: span.place, scene: span.scene, frame };
    const remarks: Remark[] = [];
    const seconds = span.atMost / fps;
    const needed = Math.max(SECONDS_AT_LEAST, words(span.text) * SECONDS_A_WORD);
    if (seconds < needed && look.opacity >= DECORATION) {
      remarks.push({ rule: 'reading-speed', severity: 'warning', ...about, frame: span.seen[0]?.frame ?? frame, message: `${quoted(span.text)} is there for ${seconds.toFixed(1)} s; reading it takes ${needed.toFixed(1)} s.`, hint: `Show it for at least ${Math.ceil(needed * fps)} frames, or say it in fewer words.` });
    }
    if (look.fallsBack) {
      remarks.push({ rule: 'missing-font', severity: 'warning', ...about, message: `the font ${look.fontFamily.split(',')[0]?.trim()} is not there; another one is used in its place.`, hint: 'Load it from a file in public/fonts (see src/fonts.ts), or name a font that is there.' });
    }
    if (look.opacity < DECORATION) return remarks;
    if (look.inside < CUT_OFF) {
      remarks.push({ rule: 'cut-off', severity: look.inside < 0.8 ? 'error' : 'warning', ...about, message: `${quoted(span.text)} is cut off: ${Math.round((1 - look.inside) * 100)} % of it lies outside of the picture or of its box.`, hint: 'Make the text smaller or shorter, let it wrap, or make its box larger. Decoration gets aria-hidden="true".' });
      return remarks;
    }
    const edges = outside(look.rect, width, height);
    if (edges.length > 0) {
      remarks.push({ rule: 'safe-area', severity: 'warning', ...about, message: `${quoted(span.text)} is too near the ${edges.join(' and the ')}.`, hint: height > width ? `Keep texts ${Math.round(UPRIGHT.top * height)} px from the top, ${Math.round(UPRIGHT.bottom * height)} px from the bottom and, in the lower half, ${Math.round(UPRIGHT.right * width)} px from the right: apps put their buttons there.` : `Keep texts ${Math.round(MARGIN * width)} px from the sides and ${Math.round(MARGIN * height)} px from top and bottom.` });
    }
    return remarks;
  });
}

function outside({ x, y, width, height }: Rect, across: number, down: number): string[] {
  const upright = down > across * 1.2;
  const margin = {
    left: MARGIN,
    right: upright && (y + height / 2) / down > UPRIGHT.rightFrom ? UPRIGHT.right : MARGIN,
    top: upright ? UPRIGHT.top : MARGIN,
    bottom: upright ? UPRIGHT.bottom : MARGIN,
  };
  const slack = TOLERANCE * Math.max(across, down);
  return [
    ...(x < margin.left * across - slack ? ['left edge'] : []),
    ...(x + width > (1 - margin.right) * across + slack ? ['right edge'] : []),
    ...(y < margin.top * down - slack ? ['upper edge'] : []),
    ...(y + height > (1 - margin.bottom) * down + slack ? ['lower edge'] : []),
  ];
}

function words(text: string): number {
  const scripts = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length + scripts / 2;
}

/** The fewest frames in which every resting text is seen, and which texts to measure in each. */
export function spotsOf(texts: Resting[]): { spots: Spot[]; owners: Resting[][] } {
  let left = texts.filter(({ look }) => look.opacity >= DECORATION && !look.painted && look.inside >= 0.5);
  const spots: Spot[] = [];
  const owners: Resting[][] = [];
  while (left.length > 0 && spots.length < MAX_FRAMES) {
    const counts = new Map<number, number>();
    for (const { frames } of left) for (const frame of frames) counts.set(frame, (counts.get(frame) ?? 0) + 1);
    const [frame] = [...counts].reduce((best, other) => (other[1] > best[1] ? other : best));
    const here = left.filter(({ frames }) => frames.includes(frame));
    spots.push({ frame, items: here.map(({ span, look }) => span.seen.find((seen) => seen.frame === frame)?.look ?? look).map(({ rect, color, opacity }) => ({ rect, color, opacity })) });
    owners.push(here);
    left = left.filter((text) => !here.includes(text));
  }
  return { spots, owners };
}

export function contrastRemarks({ composition }: Timeline, spots: Spot[], owners: Resting[][], ratios: (number | null)[][]): Remark[] {
  const side = Math.min(composition.width, composition.height);
  return owners.flatMap((texts, index) =>
    texts.flatMap(({ span, look }, number): Remark[] => {
      const ratio = ratios[index]?.[number] ?? null;
      const large = look.fontSize >= SMALL * side || (look.bold && look.fontSize >= SMALL * 0.78 * side);
      const enough = (large ? ENOUGH.large : ENOUGH.small) * (look.outlined ? OUTLINED : 1);
      if (ratio === null || ratio >= enough) return [];
      return [{ rule: 'contrast', severity: ratio < INVISIBLE ? 'error' : 'warning', place: span.place, scene: span.scene, frame: spots[index]?.frame ?? 0, message: `${quoted(span.text)} hardly stands out from what is behind it (contrast ${ratio.toFixed(1)}, ${enough.toFixed(1)} is needed).`, hint: 'Choose a lighter or darker colour, or put a darker or lighter area behind the text.' }];
    }),
  );
}
