import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PlayerControls } from '@/features/preview/player-controls';
import { PreviewTools } from '@/features/preview/preview-tools';
import { SeekBar } from '@/features/preview/seek-bar';
import { VideoBox } from '@/features/preview/video-box';
import { createPreviewController, type PreviewController } from '@/hooks/preview-controller';
import { PlayerContext } from '@/hooks/use-player';
import type { PageCommand } from '@/lib/preview-protocol';
import { TooltipProvider } from '@/ui/tooltip';

const READY = { type: 'ready', width: 1080, height: 1920, fps: 30, durationInFrames: 180, compositionId: 'Main' };

let controller: PreviewController;
let asked: PageCommand[];
let page: HTMLIFrameElement;
let detach: () => void;

/** What the page says, in its sandbox without an origin: as a version's player has it. */
function say(fields: object, origin = 'null'): void {
  const data = { source: 'storydream-preview', v: 1, ...fields };
  act(() => {
    window.dispatchEvent(new MessageEvent('message', { origin, source: page.contentWindow, data }));
  });
}

const last = (count: number) =>
  asked
    .filter(({ type }) => type !== 'ping')
    .slice(-count)
    .map(({ type, ...more }) => ({ type, ...more }));

beforeEach(() => {
  asked = [];
  controller = createPreviewController(Date.now);
  page = document.body.appendChild(document.createElement('iframe'));
  page.setAttribute('sandbox', 'allow-scripts');
  if (page.contentWindow) {
    page.contentWindow.postMessage = (data: unknown, target: unknown) => {
      expect(target).toBe('*'); // an opaque origin can't be named
      asked.push(data as PageCommand);
    };
  }
  detach = controller.attach(page, 'https://edge.test/players/x/', { key: () => undefined, openTab: () => undefined });
  render(
    <TooltipProvider>
      <PlayerContext value={controller}>
        <VideoBox clip={{ width: 1080, height: 1920 }}>{null}</VideoBox>
        <SeekBar />
        <PlayerControls />
        <PreviewTools />
      </PlayerContext>
    </TooltipProvider>,
  );
});
afterEach(() => {
  detach();
  document.body.replaceChildren();
});

it('works without a workspace, and rests until there is a video', async () => {
  expect(screen.getByRole('group', { name: 'Player' })).toHaveProperty('disabled', true);
  say(READY, 'https://edge.test'); // no word of the app's own pages counts
  expect(screen.getByRole('group', { name: 'Player' })).toHaveProperty('disabled', true);
  say(READY);
  expect(screen.getByRole('group', { name: 'Player' })).toHaveProperty('disabled', false);
  await userEvent.click(screen.getByRole('button', { name: 'Play' }));
  expect(last(1)).toMatchObject([{ type: 'play' }]);
  say({ type: 'frame', frame: 12, playing: true });
  expect(screen.getByRole('button', { name: 'Pause' })).toBeTruthy();
  expect(screen.getByTestId('time').textContent).toContain('0:00.12');
});

it('goes to a time or a frame that is typed, and says when it is neither', async () => {
  say(READY);
  say({ type: 'frame', frame: 30, playing: false });
  const type = async (words: string) => {
    await userEvent.click(screen.getByRole('button', { name: '0:01.00, frame 30: go to another' }));
    await userEvent.clear(screen.getByLabelText('A time or a frame to go to'));
    await userEvent.type(screen.getByLabelText('A time or a frame to go to'), `${words}{Enter}`);
  };
  await type('soon');
  expect(screen.getByLabelText('A time or a frame to go to').getAttribute('aria-invalid')).toBe('true');
  await userEvent.keyboard('{Escape}');
  await type('0:04.06');
  expect(last(1)).toMatchObject([{ type: 'seek', frame: 126 }]);
  expect(screen.getByRole('slider', { name: 'Position in the video' }).getAttribute('aria-valuenow')).toBe('126');
});

it('plays a part, which each new page is told, and lets go of it', async () => {
  say(READY);
  controller.seek(60);
  await userEvent.click(screen.getByRole('button', { name: 'Play from here' }));
  controller.seek(90);
  await userEvent.click(screen.getByRole('button', { name: 'Play until here' }));
  expect(last(1)).toMatchObject([{ type: 'range', range: { from: 60, to: 90 } }]);
  say(READY);
  expect(last(1)).toMatchObject([{ type: 'range', range: { from: 60, to: 90 } }]);
  act(() => controller.seek(120));
  await userEvent.click(screen.getByRole('button', { name: 'Play' }));
  expect(last(2)).toMatchObject([{ type: 'seek', frame: 60 }, { type: 'play' }]);
  say({ ...READY, durationInFrames: 80 });
  expect(controller.store.get().marks).toEqual({ in: 60, out: null });
  act(() => controller.perform({ type: 'unmark' }));
  expect(last(1)).toMatchObject([{ type: 'range', range: null }]);
});

it('shuttles both ways, and plays as usual again once it has stopped', () => {
  say(READY);
  controller.seek(50);
  act(() => controller.perform({ type: 'shuttle', way: 1 }));
  act(() => controller.perform({ type: 'shuttle', way: 1 }));
  expect(controller.store.get().shuttle).toBe(2);
  say({ type: 'frame', frame: 60, playing: true });
  expect(screen.getByTestId('time').textContent).toContain('2×');
  act(() => controller.perform({ type: 'shuttle', way: -1 }));
  expect(last(1)).toMatchObject([{ type: 'rate', rate: -1 }]);
  act(() => controller.perform({ type: 'return' }));
  expect(last(2)).toMatchObject([{ type: 'pause' }, { type: 'seek', frame: 50 }]);
  say({ type: 'frame', frame: 50, playing: false });
  expect(last(1)).toMatchObject([{ type: 'rate', rate: 1 }]);
  expect(controller.store.get().shuttle).toBe(0);
});

it('tells which version plays, and shows it as large as one wishes, with lines where nothing should stand', async () => {
  say(READY);
  say({ type: 'ok', sha: 'a'.repeat(40), dirty: true });
  expect(screen.getByText('Plays version aaaaaaa with edits that aren’t saved yet')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Safe areas' }));
  expect(screen.getByTestId('safe-areas').querySelector('path')?.getAttribute('d')).toBe('M 5 8 H 95 V 84 H 5 Z');
  await userEvent.click(screen.getByRole('button', { name: /^Size of the picture/ }));
  await userEvent.click(screen.getByRole('menuitemradio', { name: '50 %' }));
  expect(screen.getByTestId('video-box').style.width).toBe('540px');
  expect(createPreviewController(Date.now).settings.get()).toMatchObject({ safeAreas: true, zoom: 'fit' });
});
