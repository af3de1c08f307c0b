import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '@/api/errors';
import { connectEvents } from '@/api/events-socket';
import type { Session } from '@/api/types.generated';
import { createSessionController, type SessionController } from '@/hooks/session-controller';
import { EventsServer } from './events-server';

const [ONE, TWO] = ['1'.repeat(32), '2'.repeat(32)];

const problem = (code: string, status: number) =>
  new ApiError({ title: code, detail: `It is ${code}.`, code, status, traceId: 't' });

/** The edge's session routes: what it answers is set from outside. */
class FakeEdge {
  opened = 0;
  looked = 0;
  answers: (Session | ApiError)[] = [];
  state: Session | null = null;

  readonly open = async () => {
    this.opened += 1;
    return this.next();
  };
  readonly look = async () => {
    this.looked += 1;
    return this.next();
  };
  private next(): Session {
    const answer = this.answers.shift() ?? this.state ?? problem('session_not_found', 404);
    if (answer instanceof ApiError) throw answer;
    return { ...answer, ticket: `ticket-${this.opened + this.looked}` };
  }
}

let server: EventsServer;
let edge: FakeEdge;
let controller: SessionController;
const view = () => controller.store.get();

function ready(sessionId: string, events = server): Session {
  return {
    sessionId,
    epoch: 1,
    state: 'ready',
    step: 'Ready',
    eventsUrl: events.url,
    previewUrl: `http://${sessionId}.localhost:1/?ticket=x`,
  };
}

beforeEach(async () => {
  server = await EventsServer.start();
  edge = new FakeEdge();
  controller = createSessionController({ open: edge.open, look: edge.look, connect: connectEvents, now: Date.now });
});

afterEach(async () => {
  controller.stop();
  await server.close();
});

it('opens, polls until the pod can be reached, and follows its events', async () => {
  const { previewUrl: _p, eventsUrl: _e, ...early } = ready(ONE);
  edge.answers = [{ ...early, state: 'claiming' }];
  edge.state = ready(ONE);
  server.emit('session.state', { state: 'ready', step: 'Ready' });
  controller.start();
  await vi.waitFor(() => expect(view().live?.session?.state).toBe('ready'));
  expect(view().link).toBe('live');
  expect(view().page).toMatchObject({ number: 1 });
  expect(view().times.map((time) => time.key)).toEqual(['claiming', 'drawing']);
  expect([edge.opened, edge.looked]).toEqual([1, 1]);
  expect(server.hellos[0]?.cursor).toEqual({ sessionId: ONE, seq: 0 });
});

it('comes back after a drop with its cursor and a new ticket, and keeps the preview', async () => {
  edge.state = ready(ONE);
  controller.start();
  await vi.waitFor(() => expect(view().link).toBe('live'));
  server.emit('save.state', { state: 'saved', sha: 'a' });
  await vi.waitFor(() => expect(view().live?.cursor.seq).toBe(1));
  server.drop();
  await vi.waitFor(() => expect(view().link).toBe('lost'));
  server.emit('save.state', { state: 'saved', sha: 'b' });
  await vi.waitFor(() => expect(view().live?.save?.sha).toBe('b'));
  expect(server.hellos[1]?.cursor).toEqual({ sessionId: ONE, seq: 1 });
  expect(server.hellos[1]?.ticket).not.toBe(server.hellos[0]?.ticket);
  expect(view().page?.number).toBe(1);
  expect(view().restarted).toBe(false);
  expect(edge.opened).toBe(1);
});

it('asks for what was lost when a seq is missing', async () => {
  edge.state = ready(ONE);
  controller.start();
  await vi.waitFor(() => expect(server.hellos).toHaveLength(1)); // who says hello later is told all of it
  server.loseNext();
  server.emit('turn.state', { turnId: 'turn-one', state: 'running' });
  server.emit('save.state', { state: 'pending' });
  await vi.waitFor(() => expect(view().live?.save?.state).toBe('pending'));
  expect(view().live?.turn?.turnId).toBe('turn-one');
  expect(server.hellos).toHaveLength(2);
});

it('tells that the workspace restarted when another session took its place', async () => {
  edge.state = ready(ONE);
  controller.start();
  server.emit('save.state', { state: 'saved', sha: 'a' });
  await vi.waitFor(() => expect(view().live?.save?.sha).toBe('a'));
  edge.answers = [problem('session_not_found', 404)];
  const next = await EventsServer.start();
  edge.state = ready(TWO, next);
  server.drop();
  await vi.waitFor(() => expect(view().restarted).toBe(true));
  expect(view().live?.cursor).toEqual({ sessionId: TWO, seq: 0 });
  expect(view().live?.save).toBeNull();
  expect(view().page).toMatchObject({ number: 2 });
  expect(edge.opened).toBe(2);
  await next.close();
});

it('opens a new session when the one it followed is found dead', async () => {
  edge.state = ready(ONE);
  controller.start();
  await vi.waitFor(() => expect(view().link).toBe('live'));
  const next = await EventsServer.start();
  edge.answers = [{ ...ready(ONE), state: 'failed', reason: 'pod_died' }];
  edge.state = ready(TWO, next);
  server.drop();
  await vi.waitFor(() => expect(view().restarted).toBe(true));
  expect(view().problem).toBeNull();
  expect(view().moved).toBe(false);
  await next.close();
});

it('opens a new session by itself when its machine is replaced, and says that all was saved', async () => {
  edge.state = ready(ONE);
  controller.start();
  await vi.waitFor(() => expect(view().link).toBe('live'));
  const next = await EventsServer.start();
  edge.answers = [{ ...ready(ONE), state: 'closed', reason: 'moved' }];
  edge.state = ready(TWO, next);
  server.drop();
  await vi.waitFor(() => expect(view().restarted).toBe(true));
  expect(view()).toMatchObject({ moved: true, problem: null });
  expect(view().live?.cursor.sessionId).toBe(TWO);
  await next.close();
});

it('goes on trying when the edge is away, and says so meanwhile', async () => {
  edge.answers = [problem('unreachable', 0)];
  edge.state = ready(ONE);
  controller.start();
  await vi.waitFor(() => expect(view().problem).toMatchObject({ retrying: true }));
  await vi.waitFor(() => expect(view().link).toBe('live'));
  expect(view().problem).toBeNull();
});

it('stops when trying again can’t help, until the person asks for it', async () => {
  edge.answers = [{ ...ready(ONE), state: 'failed', reason: 'The pod could not start.' }];
  edge.state = ready(ONE);
  controller.start();
  await vi.waitFor(() => expect(view().problem).toMatchObject({ retrying: false, gone: false }));
  expect(edge.opened).toBe(1);
  controller.retry();
  await vi.waitFor(() => expect(view().link).toBe('live'));
});

it('says that a project is gone', async () => {
  edge.answers = [problem('not_found', 404)];
  controller.start();
  await vi.waitFor(() => expect(view().problem).toMatchObject({ retrying: false, gone: true }));
});

it('loads the preview anew with a fresh address', async () => {
  edge.state = ready(ONE);
  controller.start();
  await vi.waitFor(() => expect(view().page?.number).toBe(1));
  await controller.reloadPage(false);
  expect(view().page?.number).toBe(2);
});
