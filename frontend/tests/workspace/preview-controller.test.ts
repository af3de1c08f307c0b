import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createPreviewController, type PreviewController } from '@/hooks/preview-controller';
import type { PageCommand } from '@/lib/preview-protocol';

const ORIGIN = 'http://preview.localhost:1';
const URL = `${ORIGIN}/?ticket=once`;
const READY = { type: 'ready', width: 1920, height: 1080, fps: 30, durationInFrames: 180, compositionId: 'Main' };

let controller: PreviewController;
let asked: PageCommand[];
let detach: () => void;
let page: HTMLIFrameElement;
const keys: string[] = [];

function open(): void {
  page = document.body.appendChild(document.createElement('iframe'));
  if (page.contentWindow) {
    page.contentWindow.postMessage = (data: unknown, origin: unknown) => {
      expect(origin).toBe(ORIGIN);
      asked.push(data as PageCommand);
    };
  }
  detach = controller.attach(page, URL, { key: ({ key }) => keys.push(key), openTab: () => undefined });
}

function say(fields: object, from: { origin?: string; source?: Window | null } = {}): void {
  const { origin = ORIGIN, source = page.contentWindow } = from;
  window.dispatchEvent(
    new MessageEvent('message', { origin, source, data: { source: 'storydream-preview', v: 1, ...fields } }),
  );
}

const state = () => controller.store.get();
const types = () => asked.map((command) => command.type).filter((type) => type !== 'ping');

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  controller = createPreviewController(Date.now);
  open();
});
afterEach(() => {
  detach();
  document.body.replaceChildren();
  vi.useRealTimers();
});

it('believes the frame it watches, by its exact origin, and nobody else', () => {
  say({ type: 'building' }, { origin: 'http://preview.localhost:2' });
  say({ type: 'building' }, { source: window });
  expect(state().phase).toBe('loading');
  say({ type: 'building' });
  say({ type: 'key', key: 'k', shift: false, ctrl: false, alt: false, meta: false });
  expect(state().phase).toBe('building');
  expect(keys).toEqual(['k']);
});

it('shows that there is no sound where the browser plays none, and keeps what one has chosen', () => {
  say(READY);
  say({ type: 'muted' });
  expect(controller.settings.get().muted).toBe(true);
  expect(createPreviewController(Date.now).settings.get().muted).toBe(false);
});

it('shows a frame from within first, and begins at the beginning when it is played', () => {
  say(READY);
  expect(types()).toEqual(['loop', 'mute', 'volume', 'rate']);
  say({ type: 'frame', frame: 0, playing: false });
  expect(state().frame).toBe(60);
  controller.perform({ type: 'toggle' });
  expect(asked.slice(-2)).toMatchObject([{ type: 'seek', frame: 0 }, { type: 'play' }]);
});

it('goes on where it stood when another page takes over', () => {
  say(READY);
  say({ type: 'frame', frame: 0, playing: false });
  controller.seek(100);
  detach();
  open();
  say(READY);
  say({ type: 'frame', frame: 0, playing: false });
  expect(state().frame).toBe(100);
});

it('steps on from where it has sent the page, though the page still speaks of where it was', () => {
  say(READY);
  say({ type: 'frame', frame: 0, playing: false });
  controller.seek(70);
  controller.perform({ type: 'step', frames: 1 });
  say({ type: 'frame', frame: 70, playing: false });
  expect(state().frame).toBe(71);
  controller.perform({ type: 'seconds', seconds: -1 });
  expect(asked.at(-1)).toMatchObject({ type: 'seek', frame: 41 });
  say({ type: 'frame', frame: 41, playing: false });
  say({ type: 'frame', frame: 50, playing: false });
  expect(state().frame).toBe(50);
});

it('believes a page that goes on from elsewhere, or stays there', () => {
  say(READY);
  say({ type: 'frame', frame: 0, playing: false });
  controller.seek(70);
  say({ type: 'frame', frame: 20, playing: true });
  say({ type: 'frame', frame: 21, playing: false });
  expect(state().frame).toBe(21);
  controller.seek(70);
  vi.advanceTimersByTime(2_000);
  say({ type: 'frame', frame: 21, playing: false });
  expect(state().frame).toBe(21);
});

it('keeps a step inside the video, and pauses for it', () => {
  say(READY);
  say({ type: 'frame', frame: 179, playing: true });
  controller.perform({ type: 'step', frames: 1 });
  expect(asked.slice(-2)).toMatchObject([{ type: 'pause' }, { type: 'seek', frame: 179 }]);
});

it('tells when the page has stopped answering, and when it is back', () => {
  say(READY);
  say({ type: 'ok', sha: 'a' });
  say({ type: 'pong' });
  vi.advanceTimersByTime(4_000);
  say({ type: 'pong' });
  vi.advanceTimersByTime(4_000);
  expect(state().answering).toBe(true);
  vi.advanceTimersByTime(3_000);
  expect(state().answering).toBe(false);
  say({ type: 'pong' });
  expect(state().answering).toBe(true);
});

it('gives the first load more time than an answer', () => {
  vi.advanceTimersByTime(20_000);
  expect(state().answering).toBe(true);
  vi.advanceTimersByTime(10_000);
  expect(state().answering).toBe(false);
});

it('remembers how this browser likes to watch', () => {
  controller.change({ loop: false, volume: 0.4 });
  expect(createPreviewController(Date.now).settings.get()).toMatchObject({ loop: false, volume: 0.4, rate: 1 });
  localStorage.setItem('storydream.player', '{"volume":"loud","rate":99}');
  expect(createPreviewController(Date.now).settings.get()).toMatchObject({ volume: 1, rate: 1 });
});
