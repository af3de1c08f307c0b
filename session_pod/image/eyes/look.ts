// What can be read and seen in the frame that is up: texts with their places and looks, and pictures.
import { type Place, sourceOf } from '../preview/sources.ts';

/** In pixels of the video. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface SeenText {
  text: string;
  place: Place | null;
  rect: Rect;
  /** The part of its area that nothing cuts off, 0 to 1. */
  inside: number;
  /** Of the text and all that it is in, 0 to 1. */
  opacity: number;
  color: string;
  fontSize: number;
  fontFamily: string;
  bold: boolean;
  /** A shadow or an outline helps it to stand out. */
  outlined: boolean;
  /** It is filled with a picture or a gradient: its colour says nothing. */
  painted: boolean;
  /** None of the fonts that it names is there. */
  fallsBack: boolean;
}

export interface SeenPicture {
  src: string;
  place: Place | null;
  rect: Rect;
  /** Of the file; 0 when it didn't load. */
  width: number;
  height: number;
  vector: boolean;
  /** How many times larger than the file it is shown. */
  scale: number;
}

export interface Look {
  texts: SeenText[];
  pictures: SeenPicture[];
  failedFonts: string[];
}

const MAX_TEXTS = 80;
const MAX_PICTURES = 40;
const GENERIC = /^(serif|sans-serif|monospace|cursive|fantasy|system-ui|ui-.*|math|emoji|inherit|initial|-apple-system|blinkmacsystemfont)$/i;

export function look(): Look {
  const root = document.getElementById('video-container');
  if (!root) return { texts: [], pictures: [], failedFonts: [] };
  return {
    texts: texts(root),
    pictures: pictures(root),
    failedFonts: [...document.fonts].filter((font) => font.status === 'error').map((font) => font.family.slice(0, 100)),
  };
}

function texts(root: Element): SeenText[] {
  const blocks = new Map<Element, Text[]>();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node && blocks.size < MAX_TEXTS; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!parent || !node.nodeValue?.trim() || /^(STYLE|SCRIPT|NOSCRIPT|TITLE|TEMPLATE)$/i.test(parent.tagName)) continue;
    if (parent.closest('[aria-hidden="true"]')) continue; // said to be decoration
    const block = blockOf(parent, root);
    blocks.set(block, [...(blocks.get(block) ?? []), node as Text]);
  }
  return [...blocks].map(([block, nodes]) => seenText(block, nodes)).filter((text) => text !== null);
}

/** The block that a text is read as: words and letters that are animated apart belong together. */
function blockOf(element: Element, root: Element): Element {
  let block = element;
  if (block instanceof SVGElement) return block.closest('text') ?? block;
  while (block.parentElement && block.parentElement !== root && getComputedStyle(block).display.startsWith('inline')) {
    block = block.parentElement;
  }
  return block;
}

function seenText(block: Element, nodes: Text[]): SeenText | null {
  const lead = nodes.reduce((best, node) => ((node.nodeValue?.length ?? 0) > (best.nodeValue?.length ?? 0) ? node : best));
  const element = lead.parentElement ?? block;
  const style = getComputedStyle(element);
  if (style.visibility !== 'visible') return null;
  const rects = nodes.flatMap(rectsOf).filter((rect) => rect.width > 0 && rect.height > 0);
  if (rects.length === 0) return null;
  const area = (list: Rect[]) => list.reduce((sum, { width, height }) => sum + width * height, 0);
  const cut = clipOf(element);
  const vector = element instanceof SVGElement;
  const painted = /text/.test(style.backgroundClip) || (!vector && /^(transparent|rgba\(.*, 0\))$/.test(style.webkitTextFillColor));
  return {
    text: nodes.map((node) => node.nodeValue).join(nodes.length > 1 && wordsApart(nodes) ? ' ' : '').replace(/\s+/g, ' ').trim().slice(0, 500),
    place: sourceOf(element)?.place ?? null,
    rect: union(rects),
    inside: area(rects.map((rect) => intersection(rect, cut))) / area(rects),
    opacity: isCovered(element, rects) ? 0 : Math.max(...new Set(nodes.map((node) => opacityOf(node.parentElement ?? element)))),
    color: vector ? style.fill : style.webkitTextFillColor || style.color,
    fontSize: parseFloat(style.fontSize) * scaleOf(element),
    fontFamily: style.fontFamily.slice(0, 300),
    bold: Number(style.fontWeight) >= 600,
    outlined: style.textShadow !== 'none' || parseFloat(style.webkitTextStrokeWidth) > 0 || (vector && style.stroke !== 'none'),
    painted: painted || (vector && !/^rgb/.test(style.fill)),
    fallsBack: fallsBack(style.fontFamily),
  };
}

/** Whether text nodes are words rather than letters of words. */
function wordsApart(nodes: Text[]): boolean {
  return nodes.some((node) => (node.nodeValue?.trim().length ?? 0) > 1) && !nodes.some((node) => /^\s|\s$/.test(node.nodeValue ?? ''));
}

function rectsOf(node: Text): Rect[] {
  const parent = node.parentElement;
  if (parent instanceof SVGElement) return [plain(parent.getBoundingClientRect())];
  const range = document.createRange();
  range.selectNodeContents(node);
  return [...range.getClientRects()].map(plain);
}

/** What the element's surroundings let through: overflow of what it is in, and the picture's edges. */
function clipOf(element: Element): Rect {
  let clip: Rect = { x: 0, y: 0, width: innerWidth, height: innerHeight };
  for (let parent: Element | null = element; parent && parent !== document.body; parent = parent.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(parent);
    if (overflowX === 'visible' && overflowY === 'visible') continue;
    const box = plain(parent.getBoundingClientRect());
    const loose = 0.12 * Math.min(box.height, 200); // descenders may stick out of a line that is set tightly
    clip = intersection(clip, { x: box.x - loose, y: box.y - loose, width: box.width + 2 * loose, height: box.height + 2 * loose });
  }
  return clip;
}

function opacityOf(element: Element): number {
  let opacity = 1;
  for (let parent: Element | null = element; parent && parent !== document.body; parent = parent.parentElement) {
    opacity *= Number(getComputedStyle(parent).opacity);
  }
  return opacity;
}

/** Whether something opaque lies over the middle of every line: a scene that has come on top hides the one below. */
function isCovered(element: Element, lines: Rect[]): boolean {
  return lines.slice(0, 4).every((line) => {
    for (const over of document.elementsFromPoint(line.x + line.width / 2, line.y + line.height / 2)) {
      if (over === element || over.contains(element) || element.contains(over)) return false;
      if (isOpaque(over)) return true;
    }
    return false;
  });
}

function isOpaque(element: Element): boolean {
  const { backgroundColor, backgroundImage } = getComputedStyle(element);
  const filled = /^rgb\(/.test(backgroundColor) || /^(linear|radial|conic)-gradient\((?!.*(transparent|rgba))/.test(backgroundImage);
  return (filled || element instanceof HTMLImageElement) && opacityOf(element) > 0.98;
}

/** How large a transform shows what is laid out. */
function scaleOf(element: Element): number {
  const box = element.closest('svg') ?? element;
  if (element instanceof SVGElement) {
    const matrix = (element as SVGGraphicsElement).getScreenCTM?.();
    return matrix ? Math.hypot(matrix.a, matrix.b) : 1;
  }
  const laidOut = (box as HTMLElement).offsetWidth;
  const shown = box.getBoundingClientRect().width;
  return laidOut > 0 && shown > 0 ? shown / laidOut : 1;
}

function pictures(root: Element): SeenPicture[] {
  return [...root.querySelectorAll('img')].slice(0, MAX_PICTURES).flatMap((image) => {
    const rect = plain(image.getBoundingClientRect());
    if (rect.width < 2 || rect.height < 2 || opacityOf(image) < 0.05) return [];
    const { naturalWidth: width, naturalHeight: height } = image;
    const across = rect.width / Math.max(1, width);
    const down = rect.height / Math.max(1, height);
    const scale = getComputedStyle(image).objectFit === 'contain' ? Math.min(across, down) : Math.max(across, down);
    const vector = /\.svg([?#]|$)|^data:image\/svg/i.test(image.currentSrc || image.src);
    return [{ src: image.src.slice(0, 500), place: sourceOf(image)?.place ?? null, rect, width, height, vector, scale }];
  });
}

const known = new Map<string, boolean>();

function fallsBack(families: string): boolean {
  if (families === getComputedStyle(document.documentElement).fontFamily) return false; // none was chosen
  const named = families.split(',').map((family) => family.trim().replace(/^["']|["']$/g, '')).filter((family) => family && !GENERIC.test(family));
  return named.length > 0 && !named.some(isThere);
}

/** A font that isn't there is set like the one behind it. */
function isThere(family: string): boolean {
  const found = known.get(family);
  if (found !== undefined) return found;
  if ([...document.fonts].some((font) => font.family.replace(/^["']|["']$/g, '') === family && font.status !== 'error')) return true; // may still load
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return true;
  const width = (font: string) => {
    context.font = `40px ${font}`;
    return context.measureText('mmmmmwwwwwiiiiilllll0123456789').width;
  };
  const there = ['monospace', 'serif'].some((generic) => width(`"${family}", ${generic}`) !== width(generic));
  known.set(family, there);
  return there;
}

function plain({ x, y, width, height }: DOMRect): Rect {
  return { x, y, width, height };
}

function union(rects: Rect[]): Rect {
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  const right = Math.max(...rects.map((rect) => rect.x + rect.width));
  const bottom = Math.max(...rects.map((rect) => rect.y + rect.height));
  return { x, y, width: right - x, height: bottom - y };
}

function intersection(a: Rect, b: Rect): Rect {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const right = Math.min(a.x + a.width, b.x + b.width);
  const bottom = Math.min(a.y + a.height, b.y + b.height);
  return { x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) };
}
