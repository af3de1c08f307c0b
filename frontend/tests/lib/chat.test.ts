import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '@/api/types.generated';
import { type AgentItem, mergeChat, type Outgoing } from '@/lib/chat';
import { type LiveSession, startLive } from '@/lib/live-session';

function message(change: Partial<ChatMessage> & { id: string }): ChatMessage {
  return {
    projectId: 'project-0001',
    role: 'user',
    content: 'Make it blue',
    createdAt: '2026-03-01T10:00:00.000Z',
    status: 'queued',
    ...change,
  };
}

function outgoing(change: Partial<Outgoing> & { id: string }): Outgoing {
  return {
    content: 'Make it blue',
    context: null,
    attachments: [],
    state: 'sending',
    error: null,
    sentAt: 0,
    ...change,
  };
}

function live(change: Partial<LiveSession> = {}): LiveSession {
  return { ...startLive('s'.repeat(32)), ...change };
}

const workingOn = (messageId: string) =>
  live({ turn: { turnId: 'turn-one', messageId, state: 'running', reason: null, limit: null, since: 0, began: 0 } });

const shape = (items: { kind: string; id: string }[]) => items.map((item) => `${item.kind} ${item.id}`);

describe('the conversation', () => {
  it('shows a message at once, and only once when it has been stored', () => {
    const sent = outgoing({ id: 'message-1' });
    const first = mergeChat({ messages: [], outgoing: [sent], live: null });
    expect(first.items).toMatchObject([{ kind: 'user', id: 'message-1', delivery: 'sending' }]);
    const stored = mergeChat({ messages: [message({ id: 'message-1' })], outgoing: [sent], live: null });
    expect(stored.items).toMatchObject([{ kind: 'user', id: 'message-1', delivery: 'waiting' }]);
    expect(stored.waiting).toEqual([]);
  });

  it('lets the newest of edits made by hand stand for those right before it', () => {
    const edit = (id: string, sha: string) =>
      message({ id, role: 'system', status: 'done', content: `Edit ${id}`, checkpointSha: sha.repeat(40) });
    const said = [message({ id: 'message-1', status: 'done', turnId: 'turn-one' }), edit('e1', 'a'), edit('e2', 'b')];
    const more = [...said, edit('e3', 'c')];
    expect(shape(mergeChat({ messages: more, outgoing: [], live: null }).items)).toEqual([
      'user message-1',
      'notice e3',
    ]);
    const [, fold] = mergeChat({ messages: more, outgoing: [], live: null }).items;
    expect(fold).toMatchObject({ text: 'Edit e3', earlier: 2 });
    expect(mergeChat({ messages: more, outgoing: [], live: null }).items[1]).toBe(fold);
    const apart = mergeChat({
      messages: [...said, message({ id: 'message-2' }), edit('e3', 'c')],
      outgoing: [],
      live: null,
    });
    expect(shape(apart.items)).toEqual(['user message-1', 'notice e2', 'user message-2', 'notice e3']);
  });

  it('keeps what is said during a turn apart, in its order', () => {
    const chat = mergeChat({
      messages: [
        message({ id: 'message-1', status: 'running', turnId: 'turn-one' }),
        message({ id: 'message-2', content: 'then red' }),
      ],
      outgoing: [outgoing({ id: 'message-3', content: 'then green' })],
      live: workingOn('message-1'),
    });
    expect(chat.waiting.map((waiting) => waiting.content)).toEqual(['then red', 'then green']);
    expect(shape(chat.items)).toEqual(['user message-1', 'agent turn-one']);
    expect(chat.workingTurnId).toBe('turn-one');
  });

  it('knows which message a turn has taken before the store says so', () => {
    const chat = mergeChat({ messages: [message({ id: 'message-1' })], outgoing: [], live: workingOn('message-1') });
    expect(shape(chat.items)).toEqual(['user message-1', 'agent turn-one']);
    expect(chat.waiting).toEqual([]);
  });

  it('shows a turn that runs without any events, as after a reload', () => {
    const chat = mergeChat({
      messages: [message({ id: 'message-1', status: 'running', turnId: 'turn-one' })],
      outgoing: [],
      live: null,
    });
    expect(chat.items.at(-1)).toMatchObject({ kind: 'agent', state: 'working' });
  });

  it('lays streaming text over the stored one, and lets the longer of the two win', () => {
    const streaming = message({
      id: 'answer-1',
      role: 'assistant',
      status: 'streaming',
      turnId: 'turn-one',
      content: 'I am',
    });
    const text = (written: string) => {
      const session = { ...workingOn('message-1'), texts: { 'answer-1': written } };
      const { items } = mergeChat({ messages: [streaming], outgoing: [], live: session });
      return (items[0] as AgentItem).text;
    };
    expect(text('I am changing')).toBe('I am changing');
    expect(text('I')).toBe('I am');
    expect(text('No, I will')).toBe('No, I will');
  });

  it('takes the stored text when the answer is whole', () => {
    const { items } = mergeChat({
      messages: [message({ id: 'answer-1', role: 'assistant', status: 'done', turnId: 'turn-one', content: 'Done.' })],
      outgoing: [],
      live: live({ texts: { 'answer-1': 'Don' } }),
    });
    expect(items).toMatchObject([{ text: 'Done.', state: 'done' }]);
  });

  it('never shows a turn as working that the events have ended', () => {
    const chat = mergeChat({
      messages: [
        message({ id: 'message-1', status: 'running', turnId: 'turn-one' }),
        message({ id: 'answer-1', role: 'assistant', status: 'streaming', turnId: 'turn-one', content: 'Half' }),
      ],
      outgoing: [],
      live: live({ ended: { 'turn-one': 'failed' } }),
    });
    expect(chat.workingTurnId).toBeNull();
    expect(chat.items.at(-1)).toMatchObject({ kind: 'agent', state: 'failed', asked: 'Make it blue' });
  });

  it('tells the end of a turn that said nothing', () => {
    const failed = message({ id: 'message-1', status: 'failed', turnId: 'turn-one', error: 'The model is away.' });
    const { items } = mergeChat({ messages: [failed], outgoing: [], live: null });
    expect(items).toMatchObject([
      { kind: 'user' },
      { kind: 'agent', state: 'failed', error: 'The model is away.', asked: 'Make it blue' },
    ]);
  });

  it('tells what was done: live with its time, later from the stored actions', () => {
    const answer = message({
      id: 'answer-1',
      role: 'assistant',
      status: 'done',
      turnId: 'turn-one',
      content: 'Done.',
      actions: [{ type: 'file_edit', filePath: 'src/A.tsx', summary: 'Edited src/A.tsx' }],
    });
    const stored = mergeChat({ messages: [answer], outgoing: [], live: null }).items[0] as AgentItem;
    expect(stored.steps).toMatchObject([{ kind: 'edit', label: 'Edited', path: 'src/A.tsx', ms: null }]);
    const tool = {
      toolId: 't1',
      name: 'check',
      label: 'Checking the video',
      path: null,
      ms: 40,
      at: 0,
      picture: false,
    };
    const activities = { 'turn-one': [{ ...tool, state: 'done' as const }] };
    const seen = mergeChat({ messages: [answer], outgoing: [], live: live({ activities }) }).items[0] as AgentItem;
    expect(seen.steps).toMatchObject([{ kind: 'check', label: 'Checked the video', ms: 40 }]);
  });

  it('keeps a message that couldn’t be sent in sight', () => {
    const chat = mergeChat({
      messages: [],
      outgoing: [outgoing({ id: 'message-1', state: 'failed', error: 'Not connected' })],
      live: workingOn('message-0'),
    });
    expect(chat.items).toMatchObject([{ kind: 'user', delivery: 'failed', error: 'Not connected' }, { kind: 'agent' }]);
  });

  it('tells a limit, a card and the receipt of a turn, from the events before they are stored', () => {
    const limit = { kind: 'steps', used: 30, of: 30, unit: 'steps' } as const;
    const heard = live({ ended: { 'turn-one': 'limit' }, ends: { 'turn-one': { ms: 4_000, limit } } });
    const said = message({ id: 'answer-1', role: 'assistant', status: 'streaming', turnId: 'turn-one' });
    const early = mergeChat({ messages: [said], outgoing: [], live: heard }).items[0];
    expect(early).toMatchObject({ state: 'limit', limit, ms: 4_000, usage: null });
    const card = { type: 'choice' as const, question: 'Which?', options: [{ label: 'A' }, { label: 'B' }] };
    const usage = { inputTokens: 1, outputTokens: 2, cachedTokens: 3, cacheWriteTokens: 4, costMicros: 5 };
    const done = { ...said, status: 'done' as const, limit, usage, card };
    const later = mergeChat({ messages: [done], outgoing: [], live: null }).items[0];
    expect(later).toMatchObject({ messageId: 'answer-1', state: 'limit', limit, usage, card, ms: null });
  });
});
