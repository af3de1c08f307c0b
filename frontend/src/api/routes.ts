import type { Call } from '@/api/client';
import type {
  AccessToken,
  ChatMessage,
  Checkpoint,
  Config,
  FileEntry,
  Me,
  MessageContext,
  NewAccessToken,
  Preferences,
  Project,
  RescuedWork,
  Session,
  Template,
  VersionDiff,
  VideoSettings,
} from '@/api/types.generated';

export interface NewProject {
  id: string;
  name?: string;
  prompt?: string;
  templateId?: string;
  videoSettings?: VideoSettings;
}

export interface NewMessage {
  id: string;
  content: string;
  attachments?: string[];
  context?: MessageContext;
}

/** Part of a list; `cursor` asks for the next part. */
export interface Page<T> {
  items: T[];
  cursor?: string | null;
}

/** The files at checkpoint `sha`. */
export interface Files {
  sha: string;
  items: FileEntry[];
}

/** `expiresInDays`: null is never. */
export interface TokenWish {
  name: string;
  expiresInDays: number | null;
}

/** A zip builds alone; a bundle is what `git clone` takes. */
export type ArchiveFormat = 'zip' | 'bundle';

/** An archive is packed while one waits, and a large project takes its time. */
const ARCHIVE_MS = 5 * 60_000;

/** The edge's routes, one function each; every one rejects with ApiError. */
export function createRoutes(call: Call) {
  const project = (id: string) => `/api/projects/${encodeURIComponent(id)}`;
  const checkpoint = (id: string, version: string) => `${project(id)}/checkpoints/${encodeURIComponent(version)}`;
  return {
    me: (signal?: AbortSignal) => call<Me>('/api/me', { signal }),
    updateMe: (change: { displayName?: string; preferences?: Preferences }) =>
      call<Me>('/api/me', { method: 'PATCH', body: change }),
    listTokens: (signal?: AbortSignal) => call<Page<AccessToken>>('/api/me/tokens', { signal }),
    /** The answer is the only one that carries the secret. */
    createToken: (wish: TokenWish) => call<NewAccessToken>('/api/me/tokens', { method: 'POST', body: wish }),
    revokeToken: (tokenId: string) => call<void>(`/api/me/tokens/${encodeURIComponent(tokenId)}`, { method: 'DELETE' }),

    /** What a project can begin as; the first is what it begins as where nobody chose. */
    listTemplates: (signal?: AbortSignal) => call<Page<Template>>('/api/templates', { signal }),
    createProject: (body: NewProject) => call<Project>('/api/projects', { method: 'POST', body }),
    getProject: (id: string, signal?: AbortSignal) => call<Project>(project(id), { signal }),
    renameProject: (id: string, name: string) => call<Project>(project(id), { method: 'PATCH', body: { name } }),
    /** Also commits the change to the project's code. */
    setVideoSettings: (id: string, videoSettings: VideoSettings) =>
      call<Project>(project(id), { method: 'PATCH', body: { videoSettings } }),
    /** To the trash, for 30 days. */
    trashProject: (id: string) => call<void>(project(id), { method: 'DELETE' }),
    restoreProject: (id: string) => call<Project>(`${project(id)}/restore`, { method: 'POST' }),
    /** For good; only from the trash. */
    purgeProject: (id: string) => call<void>(project(id), { method: 'DELETE', query: { purge: 'true' } }),
    /** Seeding failed: try it again. */
    retrySeed: (id: string) => call<Project>(`${project(id)}/seed`, { method: 'POST' }),
    /** A copy with the history up to that version; the new project's id makes a retry harmless. */
    duplicateProject: (id: string, copy: { sha: string; id: string }) =>
      call<Project>(`${project(id)}/duplicate`, { method: 'POST', body: copy, timeoutMs: 60_000 }),
    archive: (id: string, sha: string, format: ArchiveFormat, signal?: AbortSignal) =>
      call<Blob>(`${project(id)}/archive`, { query: { sha, format }, signal, as: 'blob', timeoutMs: ARCHIVE_MS }),

    /** Opens or joins; answers within about 2 s, ready or not. */
    openSession: (id: string, signal?: AbortSignal) =>
      call<Session>(`${project(id)}/session`, { method: 'POST', signal, timeoutMs: 15_000 }),
    /** The same with a fresh ticket; for polling once a second until `eventsUrl` is there. */
    getSession: (id: string, signal?: AbortSignal) => call<Session>(`${project(id)}/session`, { signal }),
    closeSession: (id: string) => call<void>(`${project(id)}/session`, { method: 'DELETE' }),
    stopTurn: (id: string, turnId: string, keep: boolean) =>
      call<void>(`${project(id)}/session/stop`, { method: 'POST', body: { turnId, keep } }),

    /** 202 once it is stored as `queued`; the id makes a retry harmless. */
    sendMessage: (id: string, message: NewMessage) =>
      call<ChatMessage>(`${project(id)}/messages`, { method: 'POST', body: message }),
    editMessage: (id: string, messageId: string, content: string) =>
      call<ChatMessage>(`${project(id)}/messages/${messageId}`, { method: 'PATCH', body: { content } }),
    /** Marks a card as decided; 409 when somebody chose otherwise before. */
    answerCard: (id: string, messageId: string, choice: string) =>
      call<ChatMessage>(`${project(id)}/messages/${messageId}/answer`, { method: 'POST', body: { choice } }),
    withdrawMessage: (id: string, messageId: string) =>
      call<void>(`${project(id)}/messages/${messageId}`, { method: 'DELETE' }),

    listCheckpoints: (id: string, cursor?: string, signal?: AbortSignal) =>
      call<Page<Checkpoint>>(`${project(id)}/checkpoints`, { query: { cursor, limit: 50 }, signal }),
    getCheckpoint: (id: string, sha: string, signal?: AbortSignal) => call<Checkpoint>(checkpoint(id, sha), { signal }),
    /** Restores as a new checkpoint. */
    restoreCheckpoint: (id: string, sha: string) =>
      call<Checkpoint>(`${checkpoint(id, sha)}/restore`, { method: 'POST' }),
    /** What it takes to make `against` (its parent, unless told) into `sha`. */
    diffCheckpoint: (id: string, sha: string, against?: string, signal?: AbortSignal) =>
      call<VersionDiff>(`${checkpoint(id, sha)}/diff`, { query: { against }, signal }),
    /** 409 `name_taken` when another version has the name. */
    nameCheckpoint: (id: string, sha: string, name: string) =>
      call<Checkpoint>(`${checkpoint(id, sha)}/name`, { method: 'PUT', body: { name } }),
    /** Work that could not be saved and is kept aside, newest first. */
    listRescues: (id: string, signal?: AbortSignal) => call<Page<RescuedWork>>(`${project(id)}/rescues`, { signal }),
    /** Brings it back as a new checkpoint on top. */
    applyRescue: (id: string, name: string) =>
      call<Checkpoint>(`${project(id)}/rescues/${encodeURIComponent(name)}/apply`, { method: 'POST' }),
    /** It is kept, but no longer offered. */
    dismissRescue: (id: string, name: string) =>
      call<void>(`${project(id)}/rescues/${encodeURIComponent(name)}`, { method: 'DELETE' }),
    listFiles: (id: string, sha?: string, signal?: AbortSignal) =>
      call<Files>(`${project(id)}/files`, { query: { sha }, signal }),
    /** One file's text at a version; at most 1 MiB. */
    readFile: (id: string, path: string, sha: string, signal?: AbortSignal) =>
      call<string>(`${project(id)}/files/${path.split('/').map(encodeURIComponent).join('/')}`, {
        query: { sha },
        signal,
        as: 'text',
      }),
  };
}

export type Routes = ReturnType<typeof createRoutes>;

/** Public; what the page needs before it can sign anybody in. */
export function fetchConfig(call: Call): Promise<Config> {
  return call<Config>('/api/config', { anonymous: true, timeoutMs: 10_000 });
}
