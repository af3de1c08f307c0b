import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatMessage } from '@/api/types.generated';
import { EventsServer } from './events-server';
import { FakeBackend, fromPage, message, openWorkspace, problem } from './open-workspace';

let server: EventsServer;
let backend: FakeBackend;

beforeEach(async () => {
  server = await EventsServer.start();
  backend = new FakeBackend(server);
});
afterEach(() => server.close());

const CHOICE = {
  type: 'choice' as const,
  question: 'How should we close?',
  options: [{ label: 'End with the song', description: 'At 0:22' }, { label: 'Let the sea carry on' }],
};
const STORYBOARD = {
  type: 'storyboard' as const,
  title: 'Slow Coast',
  scenes: [
    { name: 'Sunrise', seconds: 4, picture: 'The sun over a bay', text: 'Three days by rail' },
    { name: 'Viaduct', seconds: 6.5, picture: 'A train on a bridge' },
  ],
};
const FIX = {
  type: 'fix' as const,
  finding: { message: 'stops is undefined\n  at Route', file: 'src/scenes/Route.tsx', line: 12, frame: 90 },
  fingerprint: 'f1',
  diff: '- a\n+ b',
  undoSha: 'b'.repeat(40),
};

function said(change: Partial<ChatMessage>): ChatMessage {
  const turn = { id: 'answer-1', role: 'assistant', status: 'done', turnId: 'turn-one', content: 'Well.' } as const;
  return message({ ...turn, ...change });
}

function ended(change: Partial<ChatMessage>) {
  const opened = openWorkspace(backend);
  backend.put(message({ id: 'message-1', status: 'done', turnId: 'turn-one' }), said(change));
  return opened;
}

function decided(choice: string, card: NonNullable<ChatMessage['card']>) {
  backend.put(said({ card, answer: { choice, at: '2026-01-01T00:00:00Z', userId: 'somebody' } }));
}

const composer = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Message' });

describe('a question', () => {
  it('is answered by a click, and read as one line from then on, in every tab', async () => {
    const { user } = ended({ card: CHOICE });
    await user.click(await screen.findByRole('button', { name: /End with the song/ }));
    await waitFor(() => expect(backend.sent).toMatchObject([{ content: 'End with the song' }]));
    expect(backend.calls).toEqual(['answer answer-1: End with the song']);
    decided('End with the song', CHOICE);
    await waitFor(() => expect(screen.queryByRole('button', { name: /Let the sea/ })).toBeNull());
    expect(screen.getByText(/How should we close\?/)).toBeTruthy();
  });

  it('is answered by its number, but not while somebody types', async () => {
    const { user } = ended({ card: CHOICE });
    await screen.findByRole('group', { name: 'How should we close?' });
    const box = await composer();
    await user.type(box, '2');
    expect(backend.calls).toEqual([]);
    await user.clear(box);
    box.blur();
    await user.keyboard('2');
    await waitFor(() => expect(backend.calls).toEqual(['answer answer-1: Let the sea carry on']));
  });

  it('lets nobody speak who comes second', async () => {
    const { user } = ended({ card: CHOICE });
    await screen.findByRole('group', { name: 'How should we close?' });
    backend.refusals.answerCard = problem(409, 'already_answered', 'Somebody has answered this.');
    await user.click(await screen.findByRole('button', { name: /End with the song/ }));
    expect((await screen.findAllByText(/Somebody has answered this/)).length).toBeGreaterThan(0);
    expect(backend.sent).toEqual([]);
  });

  it('is over once something else has been said', async () => {
    const { user } = ended({ card: CHOICE });
    await screen.findByRole('group', { name: 'How should we close?' });
    backend.put(message({ id: 'message-2', status: 'done', turnId: 'turn-two', content: 'Something else' }));
    await user.click(screen.getByRole('button', { name: /End with the song/ }));
    expect(backend.calls).toEqual([]);
  });

  it('is shown to who may only watch, and not answered', async () => {
    const members = { other: 'owner', 'lena-uid': 'viewer' } as const;
    backend = new FakeBackend(server, { project: { userId: 'other', members } });
    const { user } = ended({ card: CHOICE });
    await user.click(await screen.findByRole('button', { name: /End with the song/ }));
    expect(backend.calls).toEqual([]);
  });
});

describe('a storyboard', () => {
  it('tells each scene, and goes ahead or waits for a change', async () => {
    const { user } = ended({ card: STORYBOARD });
    const card = await screen.findByRole('group', { name: 'Slow Coast' });
    expect(within(card).getByText('2 scenes · 0:11')).toBeTruthy();
    expect(within(card).getByText('“Three days by rail”')).toBeTruthy();
    expect(within(card).getByText('6.5 s')).toBeTruthy();
    await user.click(within(card).getByRole('button', { name: 'Change something' }));
    const box = await composer();
    expect(document.activeElement).toBe(box);
    expect(box.value).toBe('In the storyboard, please change ');
    await user.click(within(card).getByRole('button', { name: 'Go ahead' }));
    await waitFor(() => expect(backend.sent[0]?.content).toBe('Go ahead with this storyboard.'));
    expect(backend.calls).toEqual(['answer answer-1: go_ahead']);
    decided('go_ahead', STORYBOARD);
    expect(await screen.findByText('Approved')).toBeTruthy();
    await user.click(await screen.findByRole('button', { name: 'Show' }));
    expect(screen.getByText('A train on a bridge')).toBeTruthy();
  });
});

describe('what could not be mended', () => {
  it('is undone by bringing back the version before the turn', async () => {
    const { user } = ended({ card: FIX });
    expect(await screen.findByText('stops is undefined')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(backend.calls).toEqual(['restore b', 'answer answer-1: undo']));
    expect(backend.sent).toEqual([]);
    decided('undo', FIX);
    expect(await screen.findByText('Undone')).toBeTruthy();
  });

  it('is tried in another way, with its details at hand', async () => {
    const { user } = ended({ card: FIX });
    await user.click(await screen.findByRole('button', { name: 'Details' }));
    expect(screen.getByText(/at Route/)).toBeTruthy();
    expect(screen.getByText(/\+ b/)).toBeTruthy();
    await user.keyboard('{Escape}');
    await user.click(screen.getByRole('button', { name: 'Fix differently' }));
    await waitFor(() => expect(backend.sent[0]?.content).toBe('Please fix it in a different way.'));
    expect(backend.calls).toEqual(['answer answer-1: differently']);
  });
});

it('the stage leads to the chat while the agent asks there how to go on', async () => {
  const { user } = ended({ card: FIX });
  await screen.findByRole('button', { name: 'Fix differently' });
  const fault = { type: 'error', sha: 'a', kind: 'render', message: 'stops is undefined', file: 'src/A.tsx', line: 12 };
  await fromPage(fault);
  await user.click(await screen.findByRole('button', { name: 'Choose how to go on' }));
  expect(document.activeElement?.textContent).toBe('Fix differently');
  expect(screen.queryByRole('button', { name: 'Fix' })).toBeNull();
});

describe('the end of a turn', () => {
  it('at a limit tells what was used, and one way on', async () => {
    const { user } = ended({ limit: { kind: 'steps', used: 30, of: 30, unit: 'steps' } });
    expect(await screen.findByText('30 of 30 steps')).toBeTruthy();
    expect(screen.getByRole('meter', { name: 'Steps' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Go on' }));
    await waitFor(() => expect(backend.sent[0]?.content).toBe('Go on'));
  });

  it('at the budget tells when it begins anew, and offers no more of it', async () => {
    const resetsAt = new Date(Date.now() + 3 * 24 * 60 * 60_000).toISOString();
    ended({ limit: { kind: 'budget', used: 5_000_000, of: 5_000_000, unit: 'micros', resetsAt } });
    expect(await screen.findByText('$5.00 of $5.00')).toBeTruthy();
    expect(screen.getByText(/It begins anew on/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Go on' })).toBeNull();
    expect(screen.getByRole('link', { name: 'See your usage' })).toBeTruthy();
  });

  it('has a receipt that unfolds', async () => {
    const tokens = { inputTokens: 1_200, outputTokens: 300, cachedTokens: 8_000, cacheWriteTokens: 500 };
    const { user } = ended({ usage: { ...tokens, costMicros: 42_000 } });
    await user.click(await screen.findByRole('button', { name: 'What this took: 10k tokens, $0.04' }));
    expect(screen.getByText('8,000 tokens')).toBeTruthy();
  });
});
