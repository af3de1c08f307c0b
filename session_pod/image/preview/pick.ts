// Pointing at something in the picture: outlines what the pointer is over (or what the arrow keys lead to), and tells the
// app what was clicked. All of it is drawn above the stage and out of reach of the project's styles.
import { onCommand, tellApp } from './protocol.ts';
import { choices, elementAt, type Target, targetOf } from './targets.ts';
import { playhead } from './memory.ts';

// Elements that let clicks through can be pointed at too; nothing of this changes what is seen.
const REACHABLE = '.__remotion-player * { pointer-events: auto !important; }';
const STYLE = `
:host { all: initial; }
.catcher { position: fixed; inset: 0; z-index: 2147483646; cursor: crosshair; outline: none; touch-action: none; }
.outline { position: fixed; z-index: 2147483647; pointer-events: none; box-sizing: border-box; border: 2px solid #5ccde4;
  border-radius: 4px; background: #5ccde41a; box-shadow: 0 0 0 1px #04242c99; }
.label { position: fixed; z-index: 2147483647; pointer-events: none; max-width: min(320px, calc(100vw - 16px)); overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap; padding: 2px 8px; border-radius: 6px; background: #5ccde4; color: #04242c;
  font: 600 12px/18px Inter, ui-sans-serif, system-ui, sans-serif; }
[hidden] { display: none; }
`;
const LABEL_PX = 26;

const host = document.createElement('div');
const shade = host.attachShadow({ mode: 'open' });
shade.innerHTML = `<style>${STYLE}</style>
<div class="catcher" tabindex="0" role="application" aria-label="Point at something in the video: arrow keys, Enter, Escape"></div>
<div class="outline" hidden></div><div class="label" role="status" hidden></div>`;
const [catcher, outline, label] = ['catcher', 'outline', 'label'].map((name) => shade.querySelector<HTMLElement>(`.${name}`));
const reachable = document.createElement('style');
reachable.textContent = REACHABLE;

let chosen: Target | null = null;
let order: Element[] = [];
let at = -1;

onCommand((command) => {
  if (command.type === 'pick') command.on ? begin() : end();
});

function begin(): void {
  if (host.isConnected) return;
  document.head.append(reachable);
  document.body.append(host);
  order = [];
  at = -1;
  window.addEventListener('keydown', onKey, true);
  catcher?.focus({ preventScroll: true });
}

function end(): void {
  if (!host.isConnected) return;
  window.removeEventListener('keydown', onKey, true);
  show(null);
  host.remove();
  reachable.remove();
}

function leave(): void {
  end();
  tellApp({ type: 'pick-left' });
}

function take(): void {
  if (!chosen) return;
  const { scene, ...element } = chosen;
  end();
  tellApp({ type: 'picked', element, frame: playhead.frame, ...(scene ? { scene } : {}) });
}

function show(element: Element | null): void {
  chosen = element && targetOf(element);
  if (!outline || !label) return;
  outline.hidden = label.hidden = !chosen;
  if (!chosen || !element) return;
  const { left, top, width, height } = visibleBox(element);
  Object.assign(outline.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  label.textContent = chosen.text ? `“${chosen.text}”` : chosen.name;
  const above = top > LABEL_PX ? top - LABEL_PX : Math.min(top + height + 4, innerHeight - LABEL_PX);
  const room = Math.max(8, Math.min(left, innerWidth - label.offsetWidth - 8));
  Object.assign(label.style, { left: `${room}px`, top: `${above}px` });
}

/** The part of it that lies in the window: an outline beyond that could not be seen. */
function visibleBox(element: Element): { left: number; top: number; width: number; height: number } {
  const box = element.getBoundingClientRect();
  const [left, top] = [Math.max(0, box.left), Math.max(0, box.top)];
  return { left, top, width: Math.min(innerWidth, box.right) - left, height: Math.min(innerHeight, box.bottom) - top };
}

function onKey(event: KeyboardEvent): void {
  const { key, shiftKey } = event;
  const way = /^Arrow(Right|Down)$/.test(key) ? 1 : /^Arrow(Left|Up)$/.test(key) ? -1 : key === 'Tab' ? (shiftKey ? -1 : 1) : 0;
  if (!way && key !== 'Enter' && key !== 'Escape') return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (key === 'Escape') leave();
  else if (key === 'Enter') take();
  else step(way);
}

function step(way: number): void {
  if (order.length === 0) order = choices();
  if (order.length === 0) return;
  at = (at + way + order.length + (at < 0 && way < 0 ? 1 : 0)) % order.length;
  show(order[at] ?? null);
}

catcher?.addEventListener('pointermove', ({ clientX, clientY }) => show(elementAt(clientX, clientY)));
catcher?.addEventListener('pointerleave', () => show(null));
catcher?.addEventListener('click', ({ clientX, clientY }) => {
  show(elementAt(clientX, clientY));
  take();
});
window.addEventListener('resize', () => show(null));
