import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiError } from '@/api/errors';
import { EventsServer } from './events-server';
import { checkpoint, FakeBackend, fromPage, message, openWorkspace } from './open-workspace';

let server: EventsServer;
let backend: FakeBackend;

beforeEach(async () => {
  server = await EventsServer.start();
  backend = new FakeBackend(server);
});
afterEach(() => server.close());

const READY = { type: 'ready', width: 1920, height: 1080, fps: 30, durationInFrames: 720, compositionId: 'Main' };
const FAULT = { type: 'error', sha: 'a', kind: 'build', message: 'Unexpected token', file: 'src/A.tsx', line: 12 };
const composer = () => screen.findByRole('textbox', { name: 'Message' });
const conversation = () => screen.getByRole('log');

describe('while the project opens', () => {
  it('names the steps, and takes a message that waits', async () => {
    backend.session = { sessionId: null, state: 'claiming', step: 'Setting up your project' };
    const { user } = openWorkspace(backend);
    expect(await screen.findByText('Setting up your project')).toBeTruthy();
    await user.type(await composer(), 'Make it blue{Enter}');
    expect(within(conversation()).getByText('Make it blue')).toBeTruthy();
    expect(await screen.findByText(/Your message is kept and goes first/)).toBeTruthy();
    expect(backend.sent).toHaveLength(1);
    expect(document.title).toContain('Opening');
  });

  it('tells the place in line, and why nothing happens while opening is paused', async () => {
    const step = 'Opening is paused for maintenance: yours goes on by itself';
    backend.session = { ...backend.session, state: 'queued', queue: { position: 3, estimateSeconds: 20 } };
    delete backend.session.eventsUrl;
    openWorkspace(backend);
    expect(await screen.findByText('Number 3 in line, about 20 s.')).toBeTruthy();
    const { queue: _, ...paused } = backend.session;
    backend.session = { ...paused, step };
    expect(await screen.findByText(step)).toBeTruthy();
    expect(screen.queryByText(/in line/)).toBeNull();
  });

  it('says what is wrong with a project that could not be opened, and tries again when asked', async () => {
    const ready = backend.session;
    backend.session = { ...ready, state: 'failed', reason: 'No studio could be started.' };
    const { user } = openWorkspace(backend);
    expect(await screen.findByText(/No studio could be started/)).toBeTruthy();
    backend.session = ready;
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByTitle('Preview')).toBeTruthy();
  });

  it('shows starter prompts when nothing has been said, which fill the composer', async () => {
    const { user } = openWorkspace(backend);
    await user.click(await screen.findByRole('button', { name: 'Use warm sunset colours' }));
    expect((await composer()).textContent).toBe('Use warm sunset colours');
    expect(backend.sent).toHaveLength(0);
  });

  it('says that a project isn’t there', async () => {
    backend.services.live.remove('project-0001');
    openWorkspace(backend);
    expect(await screen.findByText('This project isn’t here')).toBeTruthy();
  });
});

describe('a turn', () => {
  async function begin() {
    const opened = openWorkspace(backend);
    backend.put(message({ id: 'message-1', status: 'running', turnId: 'turn-one' }));
    server.emit('turn.state', { turnId: 'turn-one', messageId: 'message-1', state: 'running' });
    await screen.findByRole('button', { name: /Stop/ });
    return opened;
  }

  it('streams its words and steps, and says when it is finished', async () => {
    await begin();
    const tool = { turnId: 'turn-one', toolId: 't1', name: 'edit', label: 'Editing', path: 'src/Scene2.tsx' };
    server.emit('tool', { ...tool, state: 'running' });
    server.emit('text.delta', { turnId: 'turn-one', messageId: 'answer-1', offset: 0, text: 'Making it **blue**.' });
    expect((await screen.findByText('blue')).tagName).toBe('STRONG');
    expect(screen.getByText('Scene2.tsx')).toBeTruthy();
    server.emit('tool', { ...tool, state: 'done', ms: 9_400 });
    expect(await screen.findByText('Edited')).toBeTruthy();
    expect(screen.getByText('9 s')).toBeTruthy();
    expect(document.title).toContain('● Working');
    server.emit('turn.state', { turnId: 'turn-one', state: 'done' });
    backend.put(
      message({ id: 'message-1', status: 'done', turnId: 'turn-one' }),
      message({ id: 'answer-1', role: 'assistant', status: 'done', turnId: 'turn-one', content: 'It is blue.' }),
    );
    expect(await screen.findByText('It is blue.')).toBeTruthy();
    expect(await screen.findByText('The turn is finished.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Stop/ })).toBeNull();
  });

  it('is stopped by the button and by Esc, but not while somebody types', async () => {
    const { user } = await begin();
    await user.click(screen.getByRole('button', { name: /Stop/ }));
    await user.type(await composer(), 'and then{Escape}');
    expect(backend.calls).toEqual(['stop turn-one keep=true']);
    await user.clear(await composer());
    await user.keyboard('{Escape}');
    expect(backend.calls).toHaveLength(2);
  });

  it('lets messages for afterwards be changed and taken back', async () => {
    const { user } = await begin();
    await user.type(await composer(), 'then red{Enter}');
    const waiting = await screen.findByRole('list', { name: 'Waiting messages' });
    expect(within(waiting).getByText('Next: then red')).toBeTruthy();
    expect(within(conversation()).queryByText('then red')).toBeNull();
    const id = backend.sent[0]?.id;
    await user.click(await within(waiting).findByRole('button', { name: /Edit/ }));
    await user.type(screen.getByRole('textbox', { name: 'Waiting message' }), ' and green{Enter}');
    await user.click(within(waiting).getByRole('button', { name: /Remove/ }));
    await waitFor(() => expect(screen.queryByRole('list', { name: 'Waiting messages' })).toBeNull());
    expect(backend.calls).toEqual([`edit ${id}: then red and green`, `withdraw ${id}`]);
  });

  it('offers to try again after it failed', async () => {
    const { user } = openWorkspace(backend);
    backend.put(message({ id: 'message-1', status: 'failed', turnId: 'turn-one', error: 'The model is away.' }));
    expect(await screen.findByText(/The model is away/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(backend.sent.map((sent) => sent.content)).toEqual(['Make it blue']);
  });

  it('keeps a message that could not be sent, and sends it again with its own id', async () => {
    const { user } = openWorkspace(backend);
    backend.refusal = new ApiError({ title: 'No', detail: 'Too long.', code: 'invalid', status: 422, traceId: 't' });
    await user.type(await composer(), 'Make it blue{Enter}');
    expect(await screen.findByText(/Not sent\. Too long\./)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Retry' }));
    await waitFor(() => expect(screen.queryByText(/Not sent/)).toBeNull());
    expect(backend.sent).toHaveLength(2);
    expect(backend.sent[1]?.id).toBe(backend.sent[0]?.id);
  });

  it('shows nothing of HTML or foreign pictures in what is said', async () => {
    openWorkspace(backend);
    const content = '<img src=x onerror=alert(1)> ![track](https://evil.example/p.png) [go](javascript:alert(1))';
    backend.put(message({ id: 'answer-1', role: 'assistant', status: 'done', turnId: 'turn-one', content }));
    const said = await screen.findByText(/onerror/);
    expect(said.querySelector('img')).toBeNull();
    expect(within(conversation()).getByText('go').getAttribute('href')).not.toContain('javascript');
  });
});

describe('the preview', () => {
  it('plays, and is moved by keys that nobody is typing', async () => {
    const { user } = openWorkspace(backend);
    await fromPage(READY);
    await fromPage({ type: 'ok', sha: 'a'.repeat(40) });
    await fromPage({ type: 'frame', frame: 144, playing: false });
    expect(screen.getByText('0:04.24')).toBeTruthy();
    expect(screen.getByText('/ 0:24.00')).toBeTruthy();
    await user.keyboard('{ArrowRight}');
    expect(screen.getByText('0:04.25')).toBeTruthy();
    await user.keyboard('{Shift>}{ArrowLeft}{/Shift}');
    expect(screen.getByText('0:03.25')).toBeTruthy();
    await user.type(await composer(), 'x{ArrowLeft}');
    expect(screen.getByText('0:03.25')).toBeTruthy();
  });

  it('tells an error with its place; Fix quotes it to the agent, Undo restores the version before', async () => {
    backend.checkpoints = [checkpoint({ sha: 'b'.repeat(40) }), checkpoint({ sha: 'a'.repeat(40) })];
    const { user } = openWorkspace(backend);
    await fromPage(READY);
    await fromPage(FAULT, 'http://evil.localhost:1');
    expect(screen.queryByText('Unexpected token')).toBeNull();
    await fromPage(FAULT);
    expect(await screen.findByText('src/A.tsx:12:')).toBeTruthy();
    expect(document.title).toContain('Preview broken');
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(backend.calls).toEqual(['restore a']));
    await user.click(screen.getByRole('button', { name: 'Fix' }));
    expect(backend.sent[0]?.content).toContain('> src/A.tsx:12\n> Unexpected token');
    await fromPage({ type: 'ok', sha: 'a'.repeat(40) });
    expect(screen.queryByText('Unexpected token')).toBeNull();
  });

  it('says when it may not be seen here', async () => {
    openWorkspace(backend);
    await fromPage({ type: 'no-access', reason: 'no-cookie' });
    expect(await screen.findByText('The preview can’t be shown here')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Open in a new tab' })).toBeTruthy();
  });
});

describe('the code', () => {
  it('is shown at the line that was asked for', async () => {
    openWorkspace(backend, '?view=code&file=src/MyVideo.tsx&line=2');
    const marked = () => document.querySelector('.cm-marked-line')?.textContent;
    await waitFor(() => expect(marked()).toBe('export const b = 2;'));
  });
});

describe('the header', () => {
  it('says what is saved, and changes the name in its place', async () => {
    const { user } = openWorkspace(backend);
    expect(await screen.findByText('aaaaaaa')).toBeTruthy();
    server.emit('save.state', { state: 'pending', reason: 'The store is away.' });
    expect(await screen.findByText('Not saved yet, trying again')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Rename' }));
    const field = screen.getByRole('textbox', { name: 'Project name' });
    await user.clear(field);
    await user.type(field, 'Fast Coast{Enter}');
    expect(backend.services.edge.calls).toEqual(['rename project-0001']);
  });
});
