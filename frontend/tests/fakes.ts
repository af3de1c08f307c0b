import { type Account, AccountError, type Accounts, type AuthState } from '@/api/accounts';
import type { LiveError } from '@/api/errors';
import type { Listener, Live, Stop } from '@/api/live';
import type { NewProject, Routes } from '@/api/routes';
import type { AccessToken, Asset, BudgetState, ChatMessage, Config, Project, Template } from '@/api/types.generated';
import type { Services } from '@/hooks/use-services';

export const LENA: Account = {
  uid: 'lena-uid',
  email: 'lena@example.org',
  emailVerified: true,
  displayName: null,
  photoUrl: null,
};

export function makeProject(change: Partial<Project> = {}): Project {
  const id = change.id ?? 'project-0001';
  return {
    id,
    userId: LENA.uid,
    name: 'Slow Coast',
    gitRepoPath: `repos/${id}/repo.git`,
    currentCommitSha: '',
    createdAt: '2026-03-01T10:00:00.000Z',
    updatedAt: '2026-03-01T10:00:00.000Z',
    status: 'ready',
    members: { [LENA.uid]: 'owner' },
    memberIds: [LENA.uid],
    templateId: 'default',
    videoSettings: { width: 1920, height: 1080, fps: 30, durationInFrames: 720 },
    ...change,
  };
}

const LIMITS = { 'plan month': 5_000_000, 'user month': 90_000_000, 'plan day': 2_000_000, 'user day': 1_000_000 };

function budget(scope: BudgetState['scope'], period: BudgetState['period'], used: number): BudgetState {
  const resetsAt = new Date(Date.now() + 3 * 24 * 60 * 60_000).toISOString();
  return { scope, period, unit: 'micros', used, limit: LIMITS[`${scope} ${period}`], resetsAt };
}

const template = { description: '', fps: 30, scenes: ['Opening'], tags: [] };
export const TEMPLATES: Template[] = [
  {
    ...template,
    id: 'default',
    name: 'Sunrise',
    description: 'Hills.',
    width: 1920,
    height: 1080,
    durationInFrames: 180,
  },
  {
    ...template,
    id: 'hook',
    name: 'Hook',
    description: 'A loud list.',
    width: 1080,
    height: 1920,
    durationInFrames: 300,
  },
  {
    ...template,
    id: 'product-launch',
    name: 'Product launch',
    description: 'A promise and the product.',
    width: 1920,
    height: 1080,
    durationInFrames: 360,
  },
];

/** Accounts that know one password. */
export class FakeAccounts implements Accounts {
  private now: AuthState;
  private readonly listeners = new Set<() => void>();
  readonly resets: string[] = [];

  constructor(account: Account | null) {
    this.now = account ? { status: 'signed-in', account } : { status: 'signed-out', onPurpose: false };
  }
  readonly state = () => this.now;
  readonly subscribe = (changed: () => void) => {
    this.listeners.add(changed);
    return () => this.listeners.delete(changed);
  };
  readonly idToken = async () => (this.now.status === 'signed-in' ? 'token' : null);
  readonly signInWithGoogle = async () => this.become(LENA);
  readonly signIn = async (email: string, password: string) => {
    if (password !== 'right horse') {
      throw new AccountError('E-mail and password don’t match.', 'auth/invalid-credential', 'password');
    }
    this.become({ ...LENA, email });
  };
  readonly createAccount = async (email: string) => void this.become({ ...LENA, email });
  readonly sendReset = async (email: string) => void this.resets.push(email);
  /** What `sendVerification` resolves to, as on the emulator. */
  mailed: string | null = null;
  readonly sendVerification = async () => this.mailed;
  readonly checkVerified = async () => this.now.status === 'signed-in' && this.now.account.emailVerified;
  readonly signOut = async () => this.set({ status: 'signed-out', onPurpose: true });

  private become(account: Account): true {
    this.set({ status: 'signed-in', account });
    return true;
  }
  private set(state: AuthState) {
    this.now = state;
    for (const listener of this.listeners) listener();
  }
}

/** Firestore as a few variables: setting them tells the listeners. */
export class FakeLive implements Live {
  private readonly projectListeners = new Set<Listener<Project[]>>();
  private readonly all = new Map<string, Project>();
  /** False until the first answer has come. */
  answered = true;

  constructor(projects: Project[] = []) {
    for (const project of projects) this.all.set(project.id, project);
  }
  put(project: Project) {
    this.all.set(project.id, project);
    this.tell();
  }
  change(id: string, change: Partial<Project>) {
    const project = this.all.get(id);
    if (project) this.put({ ...project, ...change });
  }
  remove(id: string) {
    this.all.delete(id);
    this.tell();
  }
  fail(error: LiveError) {
    for (const listener of this.projectListeners) listener.error(error);
    this.projectListeners.clear();
  }
  tell() {
    this.answered = true;
    for (const listener of this.projectListeners) listener.next([...this.all.values()], { fromCache: false });
  }
  readonly projects = (_uid: string, listener: Listener<Project[]>): Stop => {
    this.projectListeners.add(listener);
    if (this.answered) listener.next([...this.all.values()], { fromCache: false });
    return () => this.projectListeners.delete(listener);
  };
  readonly project = (id: string, listener: Listener<Project | null>): Stop => {
    listener.next(this.all.get(id) ?? null, { fromCache: false });
    return () => undefined;
  };
  readonly messages = (_id: string, _limit: number, listener: Listener<ChatMessage[]>): Stop => {
    listener.next([], { fromCache: false });
    return () => undefined;
  };
  readonly assets = (_id: string, listener: Listener<Asset[]>): Stop => {
    listener.next([], { fromCache: false });
    return () => undefined;
  };
  readonly messagesBefore = async (): Promise<ChatMessage[]> => [];
}

/** The edge's routes for projects, on FakeLive, and for tokens; any other route rejects. `refuse` makes the next call fail. */
export class FakeEdge {
  readonly created: NewProject[] = [];
  readonly calls: string[] = [];
  readonly tokens: AccessToken[] = [];
  /** Why lists can't be read. */
  unreadable: Error | null = null;
  private nextError: Error | null = null;

  constructor(private readonly live: FakeLive) {}

  refuse(error: Error) {
    this.nextError = error;
  }

  readonly routes = new Proxy({} as Routes, {
    get: (_target, name) =>
      this.known[name as keyof typeof this.known] ?? (() => Promise.reject(new Error(String(name)))),
  });

  private readonly known: Partial<Routes> = {
    me: async () => ({
      id: LENA.uid,
      email: LENA.email,
      displayName: 'Lena',
      createdAt: '2026-01-01T00:00:00Z',
      lastLoginAt: '2026-01-01T00:00:00Z',
      usage: { turns: 12, inputTokens: 40_000, outputTokens: 2_000, costMicros: 1_200_000 },
      budgets: [budget('plan', 'month', 1_200_000), budget('user', 'day', 950_000), budget('user', 'month', 1_200_000)],
    }),
    listTemplates: async () => {
      if (this.unreadable) throw this.unreadable;
      return { items: TEMPLATES };
    },
    createProject: async (body) => {
      this.created.push(body);
      return this.answer('create', makeProject({ id: body.id, name: body.prompt ?? 'Untitled', status: 'seeding' }));
    },
    renameProject: async (id, name) => this.answer(`rename ${id}`, makeProject({ id, name }), { name }),
    trashProject: async (id) =>
      void this.answer(`trash ${id}`, makeProject({ id }), { deletedAt: new Date().toISOString() }),
    restoreProject: async (id) => this.answer(`restore ${id}`, makeProject({ id }), { deletedAt: null }),
    purgeProject: async (id) => {
      this.answer(`purge ${id}`, makeProject({ id }));
      this.live.remove(id);
    },
    listTokens: async () => {
      if (this.unreadable) throw this.unreadable;
      return { items: [...this.tokens] };
    },
    createToken: async ({ name, expiresInDays }) => {
      this.take(`token ${JSON.stringify(name)} ${expiresInDays}`);
      const day = 24 * 60 * 60 * 1000;
      const expiresAt = expiresInDays === null ? null : new Date(Date.now() + expiresInDays * day).toISOString();
      const number = this.tokens.length + 1;
      const made = { id: `token-00000${number}`, name, createdAt: new Date().toISOString(), expiresAt };
      this.tokens.unshift(made);
      return { ...made, token: `secret-${number}` };
    },
    revokeToken: async (id) => {
      this.take(`revoke ${id}`);
      this.tokens.splice(
        this.tokens.findIndex((token) => token.id === id),
        1,
      );
    },
  };

  private take(call: string) {
    const error = this.nextError;
    this.nextError = null;
    if (error) throw error;
    this.calls.push(call);
  }

  private answer(call: string, project: Project, change?: Partial<Project>): Project {
    this.calls.push(call);
    const error = this.nextError;
    this.nextError = null;
    if (error) throw error;
    if (change) this.live.change(project.id, change);
    return project;
  }
}

export interface FakeServices extends Services {
  accounts: FakeAccounts;
  live: FakeLive;
  edge: FakeEdge;
  /** Names of the files that were handed to the browser. */
  saved: string[];
}

export function fakeServices(
  options: { account?: Account | null; projects?: Project[]; config?: Partial<Config> } = {},
) {
  const live = new FakeLive(options.projects);
  const edge = new FakeEdge(live);
  const saved: string[] = [];
  const services: FakeServices = {
    config: {
      firebase: { apiKey: 'k', authDomain: 'd', projectId: 'p', appId: 'a' },
      demoModel: false,
      version: 'test',
      ...options.config,
    },
    accounts: new FakeAccounts(options.account === undefined ? LENA : options.account),
    live,
    edge,
    routes: edge.routes,
    saved,
    saveFile: (_file, name) => void saved.push(name),
    putFile: async ({ onProgress }) => onProgress(1),
  };
  return services;
}
