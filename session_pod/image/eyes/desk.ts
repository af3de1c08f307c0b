// The driver's own tab, without any of the user's code: puts pictures together, measures pixels, opens the user's files.
import { contrast, type Spot } from './contrast.ts';
import { inspect, secondsOf } from './media.ts';
import { blobOf, encoded } from './pixels.ts';

interface Cell {
  /** JPEG in base64. */
  jpeg: string;
  label: string;
}

interface SheetPlan {
  cells: Cell[];
  columns: number;
  cellWidth: number;
  cellHeight: number;
  maxBytes: number;
}

const LABEL_HEIGHT = 26;
const GAP = 4;
const QUALITIES = [0.86, 0.74, 0.6, 0.45, 0.3];

async function sheet({ cells, columns, cellWidth, cellHeight, maxBytes }: SheetPlan) {
  const rows = Math.ceil(cells.length / columns);
  const width = columns * (cellWidth + GAP) - GAP;
  const height = rows * (cellHeight + LABEL_HEIGHT + GAP) - GAP;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.fillStyle = '#101014';
  context.fillRect(0, 0, width, height);
  context.font = '16px "JetBrains Mono", "Liberation Mono", "DejaVu Sans Mono", monospace';
  context.textBaseline = 'middle';
  for (const [index, { jpeg, label }] of cells.entries()) {
    const x = (index % columns) * (cellWidth + GAP);
    const y = Math.floor(index / columns) * (cellHeight + LABEL_HEIGHT + GAP);
    const bitmap = await createImageBitmap(blobOf(jpeg, 'image/jpeg'));
    context.drawImage(bitmap, x, y, cellWidth, cellHeight);
    bitmap.close();
    context.fillStyle = '#f2f2f4';
    context.fillText(label, x + 6, y + cellHeight + LABEL_HEIGHT / 2, cellWidth - 12);
  }
  return { jpeg: await within(canvas, maxBytes), width, height };
}

interface StripPlan {
  /** JPEG in base64, in order. */
  tiles: string[];
  columns: number;
  tileWidth: number;
  tileHeight: number;
  maxBytes: number;
}

/** The tiles side by side, row by row, without a gap. */
async function strip({ tiles, columns, tileWidth, tileHeight, maxBytes }: StripPlan): Promise<string> {
  const canvas = new OffscreenCanvas(columns * tileWidth, Math.ceil(tiles.length / columns) * tileHeight);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  for (const [index, jpeg] of tiles.entries()) {
    const bitmap = await createImageBitmap(blobOf(jpeg, 'image/jpeg'));
    context.drawImage(bitmap, (index % columns) * tileWidth, Math.floor(index / columns) * tileHeight, tileWidth, tileHeight);
    bitmap.close();
  }
  return within(canvas, maxBytes);
}

/** A JPEG as good as it may be large. */
async function within(canvas: OffscreenCanvas, maxBytes: number): Promise<string> {
  for (const quality of QUALITIES) {
    const jpeg = await encoded(canvas, 'image/jpeg', quality);
    if (jpeg.length * 0.75 <= maxBytes || quality === QUALITIES.at(-1)) return jpeg;
  }
  throw new Error('unreachable');
}

declare global {
  interface Window {
    desk: {
      strip: typeof strip;
      sheet: typeof sheet;
      contrast(picture: string, scale: number, spots: Spot[]): Promise<(number | null)[]>;
      inspect: typeof inspect;
      secondsOf(urls: string[]): Promise<(number | null)[]>;
    };
  }
}

window.desk = { sheet, strip, contrast, inspect, secondsOf: (urls) => Promise.all(urls.map(secondsOf)) };
