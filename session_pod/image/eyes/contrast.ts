// The contrast of texts with the pixels that are really behind them (WCAG 2.2, relative luminance).
import type { Rect } from './look.ts';
import { blobOf, pixelsOf } from './pixels.ts';

export interface Spot {
  /** In pixels of the video. */
  rect: Rect;
  color: string;
  opacity: number;
}

type Rgb = [number, number, number];

const ACROSS = 32;
const DOWN = 8;
const WORST_PART = 0.25; // a text is as hard to read as its worst quarter

/** `picture` is the frame without its texts, `scale` its size to the video's. Null where there is nothing to measure. */
export async function contrast(picture: string, scale: number, spots: Spot[]): Promise<(number | null)[]> {
  const pixels = await pixelsOf(blobOf(picture, 'image/png'));
  return spots.map(({ rect, color, opacity }) => {
    const ink = parse(color);
    if (!ink) return null;
    const ratios: number[] = [];
    for (let row = 0; row < DOWN; row++) {
      for (let column = 0; column < ACROSS; column++) {
        const x = Math.round((rect.x + ((column + 0.5) / ACROSS) * rect.width) * scale);
        const y = Math.round((rect.y + ((row + 0.5) / DOWN) * rect.height) * scale);
        if (x < 0 || y < 0 || x >= pixels.width || y >= pixels.height) continue;
        const at = (y * pixels.width + x) * 4;
        const behind: Rgb = [pixels.data[at] ?? 0, pixels.data[at + 1] ?? 0, pixels.data[at + 2] ?? 0];
        ratios.push(ratio(mixed(ink.rgb, behind, ink.alpha * opacity), behind));
      }
    }
    if (ratios.length === 0) return null;
    ratios.sort((a, b) => a - b);
    return ratios[Math.floor(ratios.length * WORST_PART)] ?? null;
  });
}

let context: OffscreenCanvasRenderingContext2D | null = null;

/** Any CSS colour, by drawing it. */
function parse(color: string): { rgb: Rgb; alpha: number } | null {
  context ??= new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (!context || !CSS.supports('color', color)) return null;
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
  return { rgb: [red, green, blue], alpha: alpha / 255 };
}

function mixed(over: Rgb, under: Rgb, alpha: number): Rgb {
  return over.map((value, index) => value * alpha + (under[index] ?? 0) * (1 - alpha)) as Rgb;
}

function ratio(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
