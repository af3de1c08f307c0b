import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventsServer } from './events-server';
import { FakeBackend, fromPage, message, openWorkspace, PROJECT, problem } from './open-workspace';

let server: EventsServer;
let backend: FakeBackend;

beforeEach(async () => {
  server = await EventsServer.start();
  backend = new FakeBackend(server);
});
afterEach(() => server.close());

const READY = { type: 'ready', width: 1920, height: 1080, fps: 30, durationInFrames: 720, compositionId: 'Main' };
const composer = () => screen.findByRole('textbox', { name: 'Message' });
const connected = () => waitFor(() => expect(server.hellos.length).toBeGreaterThan(0));

describe('what isn’t saved', () => {
  const files = { files: ['src/A.tsx', 'public/huge.mp4'], fileCount: 2, leftOut: ['public/huge.mp4'] };

  it('is named while it is tried again, and downloaded part by part', async () => {
    server.unsaved = [
      { ...files, data: btoa('PK-first') },
      { ...files, data: btoa('-second') },
    ];
    const { user } = openWorkspace(backend);
    await connected();
    server.emit('save.state', { state: 'pending' });
    expect(await screen.findByText('Saving')).toBeTruthy();
    expect(screen.queryByText(/couldn’t save/)).toBeNull();

    server.emit('save.state', { state: 'failed', reason: 'Our storage doesn’t answer.' });
    const bar = (await screen.findByText(/couldn’t save 2 changed files yet, trying again/)).closest('[role=alert]');
    expect(bar?.textContent).toContain('Our storage doesn’t answer.');
    expect(document.title).toMatch(/^Not saved/);
    await user.click(screen.getByRole('button', { name: 'What isn’t saved' }));
    expect(await screen.findByText('public/huge.mp4')).toBeTruthy();
    expect(screen.getAllByText('not in the download')).toHaveLength(1);
    await user.keyboard('{Escape}');
    await user.click(screen.getByRole('button', { name: 'Download' }));
    await waitFor(() => expect(backend.services.saved).toEqual(['slow-coast-unsaved.zip']));

    server.emit('save.state', { state: 'saved', sha: 'b'.repeat(40) });
    await waitFor(() => expect(screen.queryByText(/couldn’t save/)).toBeNull());
  });

  it('is no download where the pod holds nothing', async () => {
    server.unsaved = [];
    openWorkspace(backend);
    await connected();
    server.emit('save.state', { state: 'failed', reason: 'Our storage doesn’t answer.' });
    expect(await screen.findByText(/We couldn’t save yet, trying again/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Download' })).toBeNull();
  });
});

describe('what somebody asked for and didn’t get', () => {
  it('stays in sight with the way to try again, until it is mended', async () => {
    backend.refusals.renameProject = problem(503, 'unavailable', 'Try again in a moment.');
    const { user } = openWorkspace(backend);
    await user.click(await screen.findByRole('button', { name: 'Rename' }));
    const field = screen.getByRole('textbox', { name: 'Project name' });
    await user.clear(field);
    await user.type(field, 'Night Train{Enter}');
    const bar = (await screen.findByText(/The name wasn’t changed to “Night Train”/)).closest('[role=alert]');
    if (!(bar instanceof HTMLElement)) throw new Error('not an alert');
    await user.click(within(bar).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(backend.services.edge.calls).toContain(`rename ${PROJECT}`));
    expect(screen.queryByText(/The name wasn’t changed/)).toBeNull();
  });

  it('can be let go of', async () => {
    backend.refusals.archive = problem(500, 'internal', 'Something went wrong.');
    const { user } = openWorkspace(backend);
    await user.click(await screen.findByRole('button', { name: 'Export' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Project as a zip' }));
    const bar = (await screen.findByText(/Nothing was downloaded. Something went wrong/)).closest('[role=alert]');
    if (!(bar instanceof HTMLElement)) throw new Error('not an alert');
    await user.click(within(bar).getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByText(/Nothing was downloaded/)).toBeNull();
  });
});

describe('commands', () => {
  it('are found by name, and what isn’t found is said to the agent', async () => {
    const { user } = openWorkspace(backend);
    await composer();
    await user.keyboard('{Control>}k{/Control}');
    const palette = await screen.findByRole('dialog', { name: 'Commands' });
    const field = within(palette).getByRole('combobox');
    await user.type(field, 'hist');
    expect(await within(palette).findByRole('option', { name: 'History' })).toBeTruthy();
    await user.clear(field);
    await user.type(field, 'Make the sun red');
    const ask = await within(palette).findByRole('option', { name: /as a message/ });
    await waitFor(() => expect(ask.textContent).toContain('“Make the sun red” as a message'));
    await user.click(ask);
    await waitFor(() => expect(backend.sent.map(({ content }) => content)).toEqual(['Make the sun red']));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('keep their keys to themselves while somebody types, but for the palette’s', async () => {
    const { user } = openWorkspace(backend);
    await user.type(await composer(), '?/k');
    expect(await composer()).toHaveProperty('value', '?/k');
    expect(screen.queryByRole('dialog')).toBeNull();
    await user.keyboard('{Control>}k{/Control}');
    expect(await screen.findByRole('dialog', { name: 'Commands' })).toBeTruthy();
  });

  it('are taken from the preview as well, with all that is told of them in the help sheet', async () => {
    openWorkspace(backend);
    await fromPage(READY);
    await fromPage({ type: 'key', key: '?', code: 'Slash', shift: true, ctrl: false, alt: false, meta: false });
    const sheet = await screen.findByRole('dialog', { name: 'Keys' });
    for (const name of ['Play or pause', 'Undo the last version', 'Find a command', 'Send the message']) {
      expect(within(sheet).getByText(name)).toBeTruthy();
    }
  });
});

describe('the tab’s title', () => {
  it('tells how things stand, the worst first', async () => {
    openWorkspace(backend);
    await connected();
    await fromPage(READY);
    await waitFor(() => expect(document.title).toMatch(/^Slow Coast/));
    act(() => backend.put(message({ id: 'm1', status: 'running', turnId: 't1' })));
    server.emit('turn.state', { turnId: 't1', messageId: 'm1', state: 'running' });
    await waitFor(() => expect(document.title).toMatch(/^● Working · Slow Coast/));
  });
});
