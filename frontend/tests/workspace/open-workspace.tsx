import '@/features/chat/message-list';
import { act, screen } from '@testing-library/react';
import { ApiError } from '@/api/errors';
import type { Listener } from '@/api/live';
import type { NewMessage, Routes } from '@/api/routes';
import type {
  ChatMessage,
  Checkpoint,
  Config,
  Project,
  RescuedWork,
  Session,
  VersionDiff,
} from '@/api/types.generated';
import { Floats } from '@/routes/floats';
import { WorkspacePage } from '@/routes/workspace';
import { type FakeServices, fakeServices, LENA, makeProject } from '../fakes';
import { mount } from '../mount';
import type { EventsServer } from './events-server';

export const PROJECT = 'project-0001';
export const SESSION = '1'.repeat(32);
export const PREVIEW = `http://${SESSION}.localhost:1`;

export function message(change: Partial<ChatMessage> & { id: string }): ChatMessage {
  return {
    projectId: PROJECT,
    role: 'user',
    content: 'Make it blue',
    createdAt: new Date().toISOString(),
    status: 'queued',
    authorId: LENA.uid,
    ...change,
  };
}

/** The edge and Firestore as one workspace sees them. */
export class FakeBackend {
  readonly services: FakeServices;
  /** What was asked for to change something, and to read the history. */
  readonly calls: string[] = [];
  readonly reads: string[] = [];
  readonly sent: NewMessage[] = [];
  session: Session;
  /** Newest first; `pageSize` of them are told at once. */
  checkpoints: Checkpoint[] = [];
  pageSize = 50;
  diffs: Record<string, VersionDiff> = {};
  rescues: RescuedWork[] = [];
  /** Thrown by the next message that is sent. */
  refusal: Error | null = null;
  /** What the next call of a route rejects with. */
  readonly refusals: Partial<Record<keyof Routes, Error>> = {};
  /** Routes that answer otherwise. */
  readonly otherwise: Partial<Routes> = {};
  /** Before those that are listened to, oldest first. */
  earlier: ChatMessage[] = [];
  private messages: ChatMessage[] = [];
  private listener: Listener<ChatMessage[]> | null = null;

  constructor(server: EventsServer, options: { project?: Partial<Project>; config?: Partial<Config> } = {}) {
    const project = makeProject({ id: PROJECT, currentCommitSha: 'a'.repeat(40), ...options.project });
    this.services = fakeServices({ projects: [project], ...(options.config ? { config: options.config } : {}) });
    this.session = {
      sessionId: SESSION,
      epoch: 1,
      state: 'ready',
      step: 'Ready',
      eventsUrl: server.url,
      previewUrl: `${PREVIEW}/?ticket=once`,
      ticket: 'ticket',
    };
    this.services.live = Object.assign(Object.create(this.services.live), {
      messages: (_project: string, _limit: number, listener: Listener<ChatMessage[]>) => {
        this.listener = listener;
        this.tell();
        return () => undefined;
      },
      messagesBefore: async (_project: string, messageId: string, limit: number) => {
        this.reads.push(`messages before ${messageId}`);
        const at = this.earlier.findIndex(({ id }) => id === messageId);
        const end = at < 0 ? this.earlier.length : at;
        return this.earlier.slice(Math.max(0, end - limit), end);
      },
    });
    this.services.routes = new Proxy(this.services.routes, {
      get: (routes, name: keyof Routes) =>
        this.refused(name) ?? this.otherwise[name] ?? this.routes[name] ?? routes[name],
    });
  }

  private refused(name: keyof Routes) {
    const error = this.refusals[name];
    delete this.refusals[name];
    return error && (() => Promise.reject(error));
  }

  /** A new checkpoint on top, as the edge makes it. */
  private commit(summary: string): Checkpoint {
    const parent = this.checkpoints[0]?.sha ?? null;
    const made = checkpoint({ sha: String(this.checkpoints.length).repeat(40).slice(0, 40), parent, summary });
    this.checkpoints = [made, ...this.checkpoints];
    return made;
  }

  put(...changed: ChatMessage[]) {
    const ids = new Set(changed.map(({ id }) => id));
    this.messages = [...this.messages.filter(({ id }) => !ids.has(id)), ...changed];
    act(() => this.tell());
  }

  private tell() {
    this.listener?.next(this.messages, { fromCache: false });
  }

  private readonly routes: Partial<Routes> = {
    openSession: async () => this.session,
    getSession: async () => this.session,
    sendMessage: async (_project, sent) => {
      this.sent.push(sent);
      const error = this.refusal;
      this.refusal = null;
      if (error) throw error;
      const stored = message({ id: sent.id, content: sent.content, context: sent.context ?? null });
      this.put(stored);
      return stored;
    },
    editMessage: async (_project, id, content) => {
      this.calls.push(`edit ${id}: ${content}`);
      return message({ id, content });
    },
    answerCard: async (_project, id, choice) => {
      this.calls.push(`answer ${id}: ${choice}`);
      return message({ id });
    },
    withdrawMessage: async (_project, id) => {
      this.calls.push(`withdraw ${id}`);
      this.messages = this.messages.filter((stored) => stored.id !== id);
      this.tell();
    },
    stopTurn: async (_project, turnId, keep) => void this.calls.push(`stop ${turnId} keep=${keep}`),
    listCheckpoints: async (_project, cursor) => {
      this.reads.push(`list ${cursor ?? ''}`.trim());
      const start = cursor ? this.checkpoints.findIndex(({ sha }) => sha === cursor) : 0;
      const items = this.checkpoints.slice(start, start + this.pageSize);
      return { items, cursor: this.checkpoints[start + this.pageSize]?.sha ?? null };
    },
    getCheckpoint: async (_project, sha) => {
      const found = this.checkpoints.find((known) => known.sha === sha);
      if (!found) throw problem(404, 'not_found', 'There is no such version.');
      return found;
    },
    restoreCheckpoint: async (_project, sha) => {
      this.calls.push(`restore ${sha[0]}`);
      return this.commit(`Restore ${sha.slice(0, 7)}`);
    },
    diffCheckpoint: async (_project, sha, against = '') => {
      this.reads.push(`diff ${sha[0]} ${against[0]}`);
      return this.diffs[sha] ?? { sha, against, files: [], additions: 0, deletions: 0 };
    },
    stripAbout: async () => {
      throw problem(404, 'no_strip', 'This version has no pictures yet.');
    },
    strip: async () => {
      throw problem(404, 'no_strip', 'This version has no pictures yet.');
    },
    poster: async () => {
      throw problem(404, 'no_strip', 'This version has no pictures yet.');
    },
    askStrip: async () => ({ state: 'failed' as const, problem: 'There is no browser here.' }),
    makeBranch: async (_project, name, sha) => {
      this.calls.push(`branch ${name.replace(/ ·.*/, '')} at ${sha[0]}`);
      return { name, sha };
    },
    nameCheckpoint: async (_project, sha, name) => {
      if (this.checkpoints.some((known) => known.name === name)) throw problem(409, 'name_taken', 'Taken.');
      this.checkpoints = this.checkpoints.map((known) => (known.sha === sha ? { ...known, name } : known));
      return this.checkpoints.find((known) => known.sha === sha) ?? checkpoint({ sha });
    },
    duplicateProject: async (_project, { sha, id }) => {
      this.calls.push(`duplicate ${sha[0]} ${id}`);
      return makeProject({ id, name: 'Slow Coast, copy' });
    },
    archive: async (_project, sha, format) => {
      this.calls.push(`archive ${sha[0]} ${format}`);
      return new Blob(['PK']);
    },
    listRescues: async () => {
      this.reads.push('rescues');
      return { items: this.rescues };
    },
    applyRescue: async (_project, name) => {
      this.calls.push(`apply ${name}`);
      this.rescues = this.rescues.filter((work) => work.name !== name);
      return this.commit('Brought back');
    },
    dismissRescue: async (_project, name) => {
      this.calls.push(`dismiss ${name}`);
      this.rescues = this.rescues.filter((work) => work.name !== name);
    },
    listFiles: async () => ({ sha: 'a'.repeat(40), items: [{ path: 'src/MyVideo.tsx', size: 12, binary: false }] }),
    readFile: async () => 'export const a = 1;\nexport const b = 2;\n',
  };
}

export function checkpoint(change: Partial<Checkpoint> & { sha: string }): Checkpoint {
  return { summary: 'A change', authorName: 'Lena', createdAt: new Date().toISOString(), ...change };
}

export function problem(status: number, code: string, detail: string): ApiError {
  return new ApiError({ title: detail, detail, code, status, traceId: 't' });
}

export function openWorkspace(backend: FakeBackend, search = '') {
  const pages = [
    { path: '/projects/:projectId', Component: WorkspacePage },
    { path: '*', element: <p>Elsewhere</p> },
  ];
  return mount([{ Component: Floats, children: pages }], `/projects/${PROJECT}${search}`, backend.services);
}

/** Speaks as the preview page in the frame (or as somebody else, with another origin). */
export async function fromPage(fields: object, origin = PREVIEW) {
  const frame = await screen.findByTitle<HTMLIFrameElement>('Preview');
  act(() => {
    window.dispatchEvent(
      new MessageEvent('message', {
        origin,
        source: frame.contentWindow,
        data: { source: 'storydream-preview', v: 1, ...fields },
      }),
    );
  });
}
