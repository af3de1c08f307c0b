import { QueryClientProvider } from '@tanstack/react-query';
import { act, configure, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { vi } from 'vitest';
import type { Listener } from '@/api/live';
import type { NewMessage, Routes } from '@/api/routes';
import type { ChatMessage, Checkpoint, Config, Project, Session } from '@/api/types.generated';
import { createQueryClient } from '@/app';
import { ServicesContext } from '@/hooks/use-services';
import { WorkspacePage } from '@/routes/workspace';
import { ToastProvider } from '@/ui/toast';
import { TooltipProvider } from '@/ui/tooltip';
import { type FakeServices, fakeServices, LENA, makeProject } from '../fakes';
import type { EventsServer } from './events-server';

// Real sockets and a whole page: a busy machine needs more than the usual second.
configure({ asyncUtilTimeout: 8_000 });
vi.setConfig({ testTimeout: 30_000 });

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
  readonly calls: string[] = [];
  readonly sent: NewMessage[] = [];
  session: Session;
  checkpoints: Checkpoint[] = [];
  /** Thrown by the next message that is sent. */
  refusal: Error | null = null;
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
    });
    this.services.routes = new Proxy(this.services.routes, {
      get: (routes, name: keyof Routes) => this.routes[name] ?? routes[name],
    });
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
      const stored = message({ id: sent.id, content: sent.content });
      this.put(stored);
      return stored;
    },
    editMessage: async (_project, id, content) => {
      this.calls.push(`edit ${id}: ${content}`);
      return message({ id, content });
    },
    withdrawMessage: async (_project, id) => {
      this.calls.push(`withdraw ${id}`);
      this.messages = this.messages.filter((stored) => stored.id !== id);
      this.tell();
    },
    stopTurn: async (_project, turnId, keep) => void this.calls.push(`stop ${turnId} keep=${keep}`),
    listCheckpoints: async () => ({ items: this.checkpoints }),
    restoreCheckpoint: async (_project, sha) => {
      this.calls.push(`restore ${sha[0]}`);
      return checkpoint({ sha });
    },
    listFiles: async () => ({ sha: 'a'.repeat(40), items: [{ path: 'src/MyVideo.tsx', size: 12, binary: false }] }),
    readFile: async () => 'export const a = 1;\nexport const b = 2;\n',
  };
}

export function checkpoint(change: Partial<Checkpoint> & { sha: string }): Checkpoint {
  return { summary: 'A change', authorName: 'Lena', createdAt: new Date().toISOString(), ...change };
}

export function openWorkspace(backend: FakeBackend, search = '') {
  const router = createMemoryRouter(
    [
      { path: '/projects/:projectId', Component: WorkspacePage },
      { path: '*', element: <p>Elsewhere</p> },
    ],
    {
      initialEntries: [`/projects/${PROJECT}${search}`],
    },
  );
  render(
    <ServicesContext value={backend.services}>
      <QueryClientProvider client={createQueryClient()}>
        <TooltipProvider>
          <ToastProvider>
            <RouterProvider router={router} />
          </ToastProvider>
        </TooltipProvider>
      </QueryClientProvider>
    </ServicesContext>,
  );
  return { user: userEvent.setup() };
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
