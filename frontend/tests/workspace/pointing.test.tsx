import { screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventsServer } from './events-server';
import { FakeBackend, fromPage, message, openWorkspace } from './open-workspace';

let server: EventsServer;
let backend: FakeBackend;

beforeEach(async () => {
  server = await EventsServer.start();
  backend = new FakeBackend(server);
});
afterEach(() => server.close());

const READY = { type: 'ready', width: 1920, height: 1080, fps: 30, durationInFrames: 720, compositionId: 'Main' };
const ELEMENT = { file: 'src/scenes/Sunrise.tsx', line: 12, column: 7, name: 'Heading', text: 'Slow Coast' };

async function begin() {
  const opened = openWorkspace(backend);
  await fromPage(READY);
  await fromPage({ type: 'ok', sha: 'a'.repeat(40) });
  await fromPage({ type: 'frame', frame: 127, playing: false, scene: 'Sunrise' });
  return opened;
}

/** One on a desk, one on a phone; styles decide. */
function pointButton(): HTMLElement {
  const [first] = screen.getAllByRole('button', { name: 'Point at something' });
  if (!first) throw new Error('no button');
  return first;
}

async function work() {
  backend.put(message({ id: 'message-1', status: 'running', turnId: 'turn-one' }));
  server.emit('turn.state', { turnId: 'turn-one', messageId: 'message-1', state: 'running' });
  await screen.findByRole('button', { name: /^Stop/ });
}

describe('pointing at something', () => {
  it('goes with the message, and is seen on it', async () => {
    const { user } = await begin();
    expect(await screen.findByText('Sunrise · 0:04')).toBeTruthy();
    await user.click(pointButton());
    expect(screen.getByText('Click what you mean')).toBeTruthy();
    await fromPage({ type: 'picked', element: ELEMENT, frame: 127, scene: 'Sunrise' });
    expect(await screen.findByText('“Slow Coast” · Sunrise · 0:04')).toBeTruthy();
    await user.type(screen.getByRole('textbox', { name: 'Message' }), 'larger{Enter}');
    await waitFor(() => expect(backend.sent).toHaveLength(1));
    expect(backend.sent[0]?.context).toEqual({ sha: 'a'.repeat(40), frame: 127, element: ELEMENT });
    expect(await screen.findByRole('button', { name: 'Pointed at “Slow Coast” · 0:04. Go there' })).toBeTruthy();
    expect(screen.queryByText('“Slow Coast” · Sunrise · 0:04')).toBeNull();
  });

  it('is let go of, and so is the moment', async () => {
    const { user } = await begin();
    await user.click(pointButton());
    await fromPage({ type: 'picked', element: ELEMENT, frame: 127 });
    await user.click(await screen.findByRole('button', { name: 'Not about this element' }));
    await user.click(await screen.findByRole('button', { name: 'Not about this moment' }));
    await user.type(screen.getByRole('textbox', { name: 'Message' }), 'all of it{Enter}');
    await waitFor(() => expect(backend.sent).toHaveLength(1));
    expect(backend.sent[0]?.context).toBeUndefined();
    expect(await screen.findByText('Sunrise · 0:04')).toBeTruthy();
  });

  it('is left with Esc, which stops nothing then', async () => {
    const { user } = await begin();
    await work();
    await user.keyboard('p');
    expect(await screen.findByText('Click what you mean')).toBeTruthy();
    await user.keyboard('{Escape}');
    expect(screen.queryByText('Click what you mean')).toBeNull();
    expect(backend.calls).toEqual([]);
  });
});

describe('while it works', () => {
  it('its partial work is dropped when somebody says so', async () => {
    const { user } = openWorkspace(backend);
    await work();
    await user.click(screen.getByRole('button', { name: 'How to stop' }));
    await user.click(await screen.findByRole('menuitem', { name: /drop this turn/ }));
    await waitFor(() => expect(backend.calls).toEqual(['stop turn-one keep=false']));
  });

  it('the frames that it looked at are asked for, and shown large', async () => {
    const { user } = openWorkspace(backend);
    await work();
    const tool = { turnId: 'turn-one', toolId: 't1', name: 'render_frames', label: 'Looking at 9 frames' };
    server.emit('tool', { ...tool, state: 'running' });
    server.emit('tool', { ...tool, state: 'done', ms: 900, picture: true });
    await user.click(await screen.findByRole('button', { name: 'Show the frames large' }));
    expect(await screen.findByRole('dialog', { name: 'What StoryDream saw' })).toBeTruthy();
    expect(server.pictures).toEqual(['t1']);
  });
});
