import { ApiError } from '@/api/errors';
import type { ConnectEvents, EventsSocket } from '@/api/events-socket';
import type { Session } from '@/api/types.generated';
import { parseFrame } from '@/lib/events';
import { type LiveSession, startLive, takeFrame } from '@/lib/live-session';
import { noteStep, type StepTimes, stepOf } from '@/lib/opening-steps';
import { createPause, jittered } from '@/lib/pause';
import { createStore, type Store } from '@/lib/store';
import { textsOf } from '@/texts';

export interface SessionProblem {
  title: string;
  detail: string;
  /** We try again by ourselves; else the person decides. */
  retrying: boolean;
  /** Not there, or not for this user. */
  gone: boolean;
}

/** What the workspace knows of its session. */
export interface SessionView {
  /** The edge's last answer. */
  session: Session | null;
  times: StepTimes;
  problem: SessionProblem | null;
  /** What the events said; null until a pod has been reached. */
  live: LiveSession | null;
  /** The events' connection: `lost` after it was there. */
  link: 'none' | 'live' | 'lost';
  /** A new session took the place of the one that this page knew. */
  restarted: boolean;
  /** The one before was saved and ended on purpose, as its machine is being replaced. */
  moved: boolean;
  /** The preview's address with its one-time ticket; each has its own number and may be loaded once. */
  page: { url: string; number: number } | null;
  /** How many addresses there have been. */
  pages: number;
}

export interface SessionParts {
  /** Open or join. */
  open: (signal: AbortSignal) => Promise<Session>;
  /** Look, with a fresh ticket; 404 when there is no session. */
  look: (signal: AbortSignal) => Promise<Session>;
  connect: ConnectEvents;
  now: () => number;
}

export interface SessionController {
  store: Store<SessionView>;
  start: () => void;
  stop: () => void;
  /** Try at once, after a problem or when the network is back. */
  retry: () => void;
  /**
   * Load the preview anew, with a fresh ticket. `stuck`: the page doesn't answer, so its process must end first, which
   * it does once its frame has been away for a moment. Rejects with ApiError.
   */
  reloadPage: (stuck: boolean) => Promise<void>;
  dismissRestart: () => void;
  /** Asks the pod for what a tool looked at; without a connection nothing happens. */
  askPicture: (toolId: string) => void;
  /** Asks the pod for a part of what isn't saved; the first part makes the download anew. */
  askUnsaved: (part: number) => void;
  /** Has the server of the preview’s pages started anew; they load again by themselves. */
  restartPreview: () => void;
}

const POLL_MS = 1_000;
/** Well under the 15 minutes after which the pod wants a new ticket. */
const RENEW_MS = 10 * 60_000;
const BACKOFF_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
/** Frames are taken in together: text comes in more often than a screen can show it. */
const BATCH_MS = 32;
/** Chromium ends the process of a hung frame within 2 s of its removal; a frame put back earlier would join it there. */
const PROCESS_END_MS = 4_000;

const NOTHING: SessionView = {
  session: null,
  times: [],
  problem: null,
  live: null,
  link: 'none',
  restarted: false,
  moved: false,
  page: null,
  pages: 0,
};

/** Keeps one project open: opens or joins its session, follows its events, and comes back after every interruption. */
export function createSessionController(parts: SessionParts): SessionController {
  const store = createStore<SessionView>(NOTHING);
  const pause = createPause();
  let running: AbortController | null = null;
  let endedBy: string | null = null;
  let connected: EventsSocket | null = null;
  const patch = (change: Partial<SessionView>) => store.set((view) => ({ ...view, ...change }));

  const showPage = (url: string | null | undefined) =>
    store.set((view) => {
      if (!url) return view;
      const pages = view.pages + 1;
      return { ...view, pages, page: { url, number: pages } };
    });

  async function run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const session = await connectable(failures, signal);
        if (session.state === 'failed') {
          patch({ problem: failed(session) });
          return;
        }
        const heard = await follow(session, signal);
        failures = heard ? 0 : failures + 1;
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof ApiError)) throw error;
        patch({ problem: problemOf(error) });
        if (!error.retryable) return;
        failures += 1;
        await pause.sleep((error.retryAfter ?? 0) * 1000, signal);
      }
      await pause.sleep(backoff(failures), signal);
    }
  }

  /** find → open → poll until the events can be followed. After a failure the edge is asked to open, not only to look. */
  async function connectable(failures: number, signal: AbortSignal): Promise<Session> {
    let session = store.get().live && failures < 2 ? await lookFor(signal) : null;
    let asked = false;
    for (;;) {
      if (session?.state === 'closed') endedBy = session.reason ?? null;
      // A session found dead is replaced by a new one; a new one that fails is told, not tried for ever.
      if (!session || session.state === 'closed' || (session.state === 'failed' && !asked)) {
        session = await parts.open(signal);
        asked = true;
      }
      take(session);
      if (session.state === 'failed') return session;
      if (session.eventsUrl && session.ticket && (session.state === 'ready' || session.state === 'broken'))
        return session;
      await pause.sleep(POLL_MS, signal);
      signal.throwIfAborted();
      // A project that is being set up has no session to look at: asking to open it opens it as soon as it can be.
      session = session.sessionId ? await lookFor(signal) : null;
    }
  }

  async function lookFor(signal: AbortSignal): Promise<Session | null> {
    try {
      return await parts.look(signal);
    } catch (error) {
      if (error instanceof ApiError && error.code === 'session_not_found') return null;
      throw error;
    }
  }

  function take(session: Session): void {
    const key = stepOf(session);
    store.set((view) => {
      const again = view.live !== null && view.session?.sessionId !== session.sessionId;
      const times = again ? [] : view.times;
      return { ...view, session, problem: null, times: key ? noteStep(times, key, parts.now()) : times };
    });
  }

  /** Follows the events until the connection ends; resolves to whether anything was heard. */
  function follow(session: Session, signal: AbortSignal): Promise<boolean> {
    const { sessionId, eventsUrl, ticket, previewUrl } = session;
    if (!sessionId || !eventsUrl || !ticket) return Promise.resolve(false);
    const before = store.get();
    const same = before.live?.cursor.sessionId === sessionId;
    const live = same && before.live ? { ...before.live, gap: false } : startLive(sessionId);
    if (!same || !before.page) showPage(previewUrl);
    const replaced = before.live !== null && !same;
    patch({ live, restarted: before.restarted || replaced, moved: replaced ? endedBy === 'moved' : before.moved });
    endedBy = null;

    return new Promise((resolve) => {
      let heard = false;
      let waiting: unknown[] = [];
      let batch: ReturnType<typeof setTimeout> | null = null;
      const over = () => {
        flush();
        clearInterval(renewal);
        connected = null;
        signal.removeEventListener('abort', abandon);
        if (!signal.aborted) patch({ link: 'lost' });
        resolve(heard);
      };
      const flush = () => {
        if (batch) clearTimeout(batch);
        batch = null;
        const frames = waiting;
        waiting = [];
        store.set((view) => (view.live ? { ...view, live: takeAll(view.live, frames) } : view));
      };
      const socket: EventsSocket = parts.connect(
        eventsUrl,
        { ticket, cursor: live.cursor },
        {
          open: () => patch({ link: 'live' }),
          frame: (raw) => {
            heard = true;
            waiting.push(raw);
            batch ??= setTimeout(() => {
              flush();
              if (store.get().live?.gap) {
                socket.close();
                over();
              }
            }, BATCH_MS);
          },
          closed: over,
        },
      );
      connected = socket;
      const renewal = setInterval(() => renew(socket, signal), RENEW_MS);
      const abandon = () => {
        socket.close();
        over();
      };
      signal.addEventListener('abort', abandon);
    });
  }

  function takeAll(live: LiveSession, frames: unknown[]): LiveSession {
    return frames.reduce<LiveSession>((state, raw) => {
      const frame = parseFrame(raw);
      return frame ? takeFrame(state, frame, parts.now()) : state;
    }, live);
  }

  function renew(socket: EventsSocket, signal: AbortSignal): void {
    parts.look(signal).then(
      ({ ticket, sessionId }) => {
        if (ticket && sessionId === store.get().live?.cursor.sessionId) socket.renew(ticket);
      },
      () => undefined, // the pod will close the socket, and the way back brings a ticket
    );
  }

  function start(): void {
    if (running) return;
    running = new AbortController();
    const { signal } = running;
    void run(signal);
    window.addEventListener('online', pause.wake, { signal });
    document.addEventListener('visibilitychange', () => !document.hidden && pause.wake(), { signal });
  }

  function stop(): void {
    running?.abort();
    running = null;
  }

  return {
    store,
    start,
    stop,
    retry: () => {
      const { problem } = store.get();
      patch({ problem: null });
      if (problem && !problem.retrying) {
        stop();
        start();
      } else pause.wake();
    },
    reloadPage: async (stuck) => {
      const signal = running?.signal ?? AbortSignal.abort();
      if (stuck) {
        patch({ page: null });
        await pause.sleep(PROCESS_END_MS, signal);
      }
      showPage((await parts.look(signal)).previewUrl);
    },
    dismissRestart: () => patch({ restarted: false }),
    askPicture: (toolId) => connected?.askPicture(toolId),
    askUnsaved: (part) => connected?.askUnsaved(part),
    restartPreview: () => connected?.restartPreview(),
  };
}

function backoff(failures: number): number {
  return jittered(BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)] ?? 15_000);
}

function failed(session: Session): SessionProblem {
  const t = textsOf('problems');
  return {
    title: t(session.sessionId ? 'openFailed' : 'notSetUp'),
    // A reason may be a code for the logs; only a sentence is for the person.
    detail: `${session.reason?.includes(' ') ? `${session.reason} ` : ''}${t('savedIsSafe')}`,
    retrying: false,
    gone: false,
  };
}

function problemOf(error: ApiError): SessionProblem {
  return { title: error.title, detail: error.detail, retrying: error.retryable, gone: error.status === 404 };
}
