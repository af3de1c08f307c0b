// What can be pointed at in the picture, and what it is called.
import { type Fiber, type Place, sceneOf, sourceOf, typeName } from './sources.ts';

export interface Target extends Place {
  /** For a person: "Heading", "Picture", or the name of the component that it is a part of. */
  name: string;
  /** What it says, where it says something itself. */
  text?: string;
  scene?: string;
}

const TEXT_MAX = 200;
const NAME_MAX = 120;
const CHOICES_MAX = 200; // for the keyboard
const PICTURES = 'img,video,canvas,svg *';
const WORDS: Readonly<Record<string, string>> = {
  h1: 'Heading', h2: 'Heading', h3: 'Heading', h4: 'Heading', h5: 'Heading', h6: 'Heading',
  img: 'Picture', video: 'Video', canvas: 'Canvas',
};

/** The topmost element at a point that shows something there; what lies over it but is clear is not meant. */
export function elementAt(x: number, y: number): Element | null {
  const inside = document.elementsFromPoint(x, y).filter(isInVideo);
  return inside.find((element) => shows(element, x, y)) ?? inside[0] ?? null;
}

/** All that shows something now, in the order of the code, one for each line that drew it. */
export function choices(): Element[] {
  const lines = new Set<string>();
  const found: Element[] = [];
  for (const element of document.querySelectorAll('.__remotion-player *')) {
    if (found.length >= CHOICES_MAX) break;
    const { left, top, width, height } = element.getBoundingClientRect();
    if (!width || !height || !isInVideo(element) || !shows(element, left + width / 2, top + height / 2, true)) continue;
    const place = sourceOf(element)?.place;
    const line = place && `${place.file}:${place.line}:${place.column}`;
    if (!line || lines.has(line)) continue;
    lines.add(line);
    found.push(element);
  }
  return found;
}

export function targetOf(element: Element): Target | null {
  const source = sourceOf(element);
  if (!source) return null;
  const { place, fiber } = source;
  const text = textOf(element);
  const scene = sceneOf(fiber);
  return { ...place, name: nameOf(element, fiber, text), ...(text ? { text } : {}), ...(scene ? { scene } : {}) };
}

function nameOf(element: Element, fiber: Fiber, text: string): string {
  const tag = element.localName;
  const word = element instanceof SVGElement ? 'Drawing' : WORDS[tag];
  const name = word || (text ? 'Text' : typeName(fiber._debugOwner?.type)) || 'Box';
  return name.slice(0, NAME_MAX);
}

function textOf(element: Element): string {
  if (element instanceof HTMLImageElement) return tidy(element.alt);
  const own = hasOwnText(element) ? tidy(element.textContent ?? '') : '';
  // Letters that are moved one by one: the word is meant.
  return own.length > 0 && own.length < 3 && element.parentElement ? tidy(element.parentElement.textContent ?? '') : own;
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, TEXT_MAX);
}

function hasOwnText(element: Element): boolean {
  return [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== '');
}

function isInVideo(element: Element): boolean {
  return element.parentElement?.closest('.__remotion-player') != null;
}

/** `anywhere`: text counts wherever in the element it stands. */
function shows(element: Element, x: number, y: number, anywhere = false): boolean {
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
  if (element.matches(PICTURES)) return true;
  if (hasOwnText(element)) return anywhere || textCovers(element, x, y) || isPainted(element);
  return isPainted(element);
}

function textCovers(element: Element, x: number, y: number): boolean {
  const range = document.createRange();
  range.selectNodeContents(element);
  return [...range.getClientRects()].some((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);
}

function isPainted(element: Element): boolean {
  const { backgroundColor, backgroundImage, borderTopWidth, borderTopStyle } = getComputedStyle(element);
  const clear = backgroundColor === 'transparent' || /,\s*0\)$|\/\s*0\)$/.test(backgroundColor);
  return !clear || backgroundImage !== 'none' || (borderTopStyle !== 'none' && borderTopWidth !== '0px');
}
