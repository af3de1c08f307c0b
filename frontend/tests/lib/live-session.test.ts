import { describe, expect, it } from 'vitest';
import { parseFrame } from '@/lib/events';
import { activeTurn, type LiveSession, startLive, takeFrame } from '@/lib/live-session';

const SESSION = 'a'.repeat(32);

function frame(fields: object): string {
  return JSON.stringify({ v: 1, ts: '2026-03-01T10:00:00.000Z', ...fields });
}

function take(live: LiveSession, ...events: object[]): LiveSession {
  return events.reduce<LiveSession>((state, fields) => {
    const parsed = parseFrame(frame(fields));
    if (!parsed) throw new Error('not a frame');
    return takeFrame(state, parsed, 1_000);
  }, live);
}

const running = { type: 'turn.state', seq: 1, turnId: 'turn-one', messageId: 'message-1', state: 'running' };

describe('the session’s events', () => {
  it('count by seq, and a frame seen before changes nothing', () => {
    const once = take(startLive(SESSION), running);
    expect(once.cursor).toEqual({ sessionId: SESSION, seq: 1 });
    expect(take(once, { ...running, state: 'failed' })).toBe(once);
  });

  it('mark a gap instead of going on past missing frames', () => {
    const live = take(startLive(SESSION), running, { type: 'save.state', seq: 3, state: 'saved', sha: 'b' });
    expect(live.gap).toBe(true);
    expect(live.save).toBeNull();
    expect(live.cursor.seq).toBe(1);
    const mended = take(live, { type: 'usage', seq: 2 }, { type: 'save.state', seq: 3, state: 'saved', sha: 'b' });
    expect(mended.gap).toBe(false);
    expect(mended.save?.sha).toBe('b');
  });

  it('tell which versions were drawn, however many come after', () => {
    const live = take(startLive(SESSION), { type: 'strip', seq: 1, sha: 'one' }, { type: 'strip', seq: 2, sha: 'two' });
    expect(live.drawn).toEqual({ one: true, two: true });
    expect(take(live, { type: 'strip', seq: 3 }).drawn).toBe(live.drawn);
  });

  it('count what the app doesn’t know', () => {
    expect(take(startLive(SESSION), { type: 'something.new', seq: 1 }).cursor.seq).toBe(1);
  });

  it('end a turn once, whatever comes after', () => {
    const live = take(
      startLive(SESSION),
      running,
      { type: 'turn.state', seq: 2, turnId: 'turn-one', state: 'done' },
      { type: 'turn.state', seq: 3, turnId: 'turn-one', state: 'failed', reason: 'late' },
      { type: 'turn.state', seq: 4, turnId: 'turn-one', state: 'running' },
    );
    expect(live.ended).toEqual({ 'turn-one': 'done' });
    expect(activeTurn(live)).toBeNull();
  });

  it('tell how long a turn took, by the pod’s clock, and which limit ended it', () => {
    const limit = { kind: 'seconds', used: 600, of: 600, unit: 'seconds' };
    const end = {
      type: 'turn.state',
      seq: 2,
      turnId: 'turn-one',
      state: 'limit',
      ts: '2026-03-01T10:10:00.000Z',
      limit,
    };
    const live = take(startLive(SESSION), running, end);
    expect(live.ends['turn-one']).toEqual({ ms: 600_000, limit: { ...limit, resetsAt: null } });
    const odd = take(startLive(SESSION), running, { ...end, limit: { ...limit, kind: 'luck' } });
    expect(odd.ends['turn-one']?.limit).toBeNull();
  });

  it('show a picture only where it is one', () => {
    const picture = { type: 'picture', toolId: 't1', mediaType: 'image/jpeg', data: 'AAAA' };
    expect(take(startLive(SESSION), picture).pictures).toEqual({ t1: 'data:image/jpeg;base64,AAAA' });
    const gone = { type: 'picture', toolId: 't1' };
    const page = { ...picture, mediaType: 'text/html' };
    for (const none of [gone, page, { ...picture, data: '" onerror="' }]) {
      expect(take(startLive(SESSION), none).pictures).toEqual({ t1: null });
    }
  });

  it('put text together by offset, and replace what an answer asked again says anew', () => {
    const live = take(
      startLive(SESSION),
      { type: 'text.delta', messageId: 'answer-1', offset: 0, text: 'Hello 🌊' },
      { type: 'text.delta', messageId: 'answer-1', offset: 8, text: ' and on' },
      { type: 'text.delta', messageId: 'answer-1', offset: 99, text: 'lost its beginning' },
    );
    expect(live.texts['answer-1']).toBe('Hello 🌊 and on');
    const again = take(live, { type: 'text.delta', messageId: 'answer-1', offset: 5, text: ' sea' });
    expect(again.texts['answer-1']).toBe('Hello sea');
  });

  it('keep one line a tool, from running to its end', () => {
    const tool = { type: 'tool', turnId: 'turn-one', toolId: 't1', name: 'edit', label: 'Editing', path: 'src/A.tsx' };
    const live = take(
      startLive(SESSION),
      running,
      { ...tool, seq: 2, state: 'running' },
      { ...tool, seq: 3, state: 'done', ms: 900 },
    );
    expect(live.activities['turn-one']).toEqual([
      {
        toolId: 't1',
        name: 'edit',
        label: 'Editing',
        path: 'src/A.tsx',
        state: 'done',
        ms: 900,
        at: 1_000,
        picture: false,
      },
    ]);
  });

  it('start over with a snapshot of another session, and keep what was done with one of the same', () => {
    const before = take(startLive(SESSION), running, {
      type: 'tool',
      seq: 2,
      turnId: 'turn-one',
      toolId: 't1',
      name: 'view',
      label: 'Reading',
      state: 'running',
    });
    const snapshot = { type: 'snapshot', seq: 40, turn: { turnId: 'turn-one', state: 'running' } };
    const same = take(before, { ...snapshot, sessionId: SESSION });
    expect(same.cursor.seq).toBe(40);
    expect(same.activities['turn-one']).toHaveLength(1);
    expect(activeTurn(same)?.turnId).toBe('turn-one');
    const other = take(before, { ...snapshot, sessionId: 'b'.repeat(32) });
    expect(other.cursor).toEqual({ sessionId: 'b'.repeat(32), seq: 40 });
    expect(other.activities).toEqual({});
  });

  it('believe nothing that isn’t a frame', () => {
    for (const raw of ['', '{', '[]', '{"v":2,"type":"tool"}', '{"v":1}', new ArrayBuffer(2)]) {
      expect(parseFrame(raw)).toBeNull();
    }
    expect(parseFrame(frame({ type: 'tool', seq: 1, state: 'dancing' }))?.event).toBeNull();
    expect(parseFrame(frame({ type: 'turn.state', seq: 1, state: 'done' }))?.event).toBeNull();
  });
});
