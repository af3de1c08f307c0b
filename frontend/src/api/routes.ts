import { answered, type Edge } from '@/api/client';
import { createPictureRoutes } from '@/api/picture-routes';
import { createSharingRoutes } from '@/api/sharing-routes';
import type {
  AccessToken,
  Asset,
  AssetUpload,
  Branch,
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
  SeenAsset,
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

export interface FileEdits {
  expectedHead: string;
  files: { path: string; content: string | null }[];
  /** What the checkpoint is called. */
  summary: string;
}

/** `expiresInDays`: null is never. */
export interface TokenWish {
  name: string;
  expiresInDays: number | null;
}

/** A file that is going to be sent: its size in bytes, and the SHA-256 of them in hex. */
export interface UploadWish {
  id: string;
  name: string;
  contentType: string;
  size: number;
  sha256: string;
}

/** A zip builds alone; a bundle is what `git clone` takes. */
export type ArchiveFormat = 'zip' | 'bundle';

/** The edge's routes, one function each; every one rejects with ApiError. `patient` is for what is made while one waits. */
export function createRoutes(edge: Edge, patient: Edge) {
  return {
    ...createSharingRoutes(edge),
    ...createPictureRoutes(edge),
    me: (signal?: AbortSignal) => answered<Me>(edge.GET('/api/me', { signal })),
    updateMe: (change: { displayName?: string; preferences?: Preferences }) =>
      answered<Me>(edge.PATCH('/api/me', { body: change })),
    listTokens: (signal?: AbortSignal) => answered<Page<AccessToken>>(edge.GET('/api/me/tokens', { signal })),
    /** The answer is the only one that carries the secret. */
    createToken: (wish: TokenWish) => answered<NewAccessToken>(edge.POST('/api/me/tokens', { body: wish })),
    revokeToken: (tokenId: string) =>
      answered<void>(edge.DELETE('/api/me/tokens/{token_id}', { params: { path: { token_id: tokenId } } })),

    /** What a project can begin as; the first is what it begins as where nobody chose. */
    listTemplates: (signal?: AbortSignal) => answered<Page<Template>>(edge.GET('/api/templates', { signal })),
    createProject: (body: NewProject) => answered<Project>(edge.POST('/api/projects', { body })),
    getProject: (id: string, signal?: AbortSignal) =>
      answered<Project>(edge.GET('/api/projects/{project_id}', { ...of(id), signal })),
    renameProject: (id: string, name: string) =>
      answered<Project>(edge.PATCH('/api/projects/{project_id}', { ...of(id), body: { name } })),
    /** Also commits the change to the project's code. */
    setVideoSettings: (id: string, videoSettings: VideoSettings) =>
      answered<Project>(edge.PATCH('/api/projects/{project_id}', { ...of(id), body: { videoSettings } })),
    /** To the trash, for 30 days. */
    trashProject: (id: string) => answered<void>(edge.DELETE('/api/projects/{project_id}', of(id))),
    restoreProject: (id: string) => answered<Project>(edge.POST('/api/projects/{project_id}/restore', of(id))),
    /** For good; only from the trash. */
    purgeProject: (id: string) =>
      answered<void>(
        edge.DELETE('/api/projects/{project_id}', { params: { path: { project_id: id }, query: { purge: true } } }),
      ),
    /** Seeding failed: try it again. */
    retrySeed: (id: string) => answered<Project>(edge.POST('/api/projects/{project_id}/seed', of(id))),
    /** A copy with the history up to that version; the new project's id makes a retry harmless. */
    duplicateProject: (id: string, copy: { sha: string; id: string }) =>
      answered<Project>(patient.POST('/api/projects/{project_id}/duplicate', { ...of(id), body: copy })),
    archive: (id: string, sha: string, format: ArchiveFormat, signal?: AbortSignal) =>
      answered<Blob>(
        patient.GET('/api/projects/{project_id}/archive', {
          params: { path: { project_id: id }, query: { sha, format } },
          parseAs: 'blob',
          signal,
        }),
      ),

    /** Opens or joins; answers within about 2 s, ready or not. */
    openSession: (id: string, signal?: AbortSignal) =>
      answered<Session>(edge.POST('/api/projects/{project_id}/session', { ...of(id), signal })),
    /** The same with a fresh ticket; for polling once a second until `eventsUrl` is there. */
    getSession: (id: string, signal?: AbortSignal) =>
      answered<Session>(edge.GET('/api/projects/{project_id}/session', { ...of(id), signal })),
    closeSession: (id: string) => answered<void>(edge.DELETE('/api/projects/{project_id}/session', of(id))),
    stopTurn: (id: string, turnId: string, keep: boolean) =>
      answered<void>(edge.POST('/api/projects/{project_id}/session/stop', { ...of(id), body: { turnId, keep } })),

    /** 202 once it is stored as `queued`; the id makes a retry harmless. */
    sendMessage: (id: string, message: NewMessage) =>
      answered<ChatMessage>(edge.POST('/api/projects/{project_id}/messages', { ...of(id), body: message })),
    editMessage: (id: string, messageId: string, content: string) =>
      answered<ChatMessage>(
        edge.PATCH('/api/projects/{project_id}/messages/{message_id}', {
          ...message(id, messageId),
          body: { content },
        }),
      ),
    /** Marks a card as decided; 409 when somebody chose otherwise before. */
    answerCard: (id: string, messageId: string, choice: string) =>
      answered<ChatMessage>(
        edge.POST('/api/projects/{project_id}/messages/{message_id}/answer', {
          ...message(id, messageId),
          body: { choice },
        }),
      ),
    withdrawMessage: (id: string, messageId: string) =>
      answered<void>(edge.DELETE('/api/projects/{project_id}/messages/{message_id}', message(id, messageId))),

    listCheckpoints: (id: string, cursor?: string, signal?: AbortSignal) =>
      answered<Page<Checkpoint>>(
        edge.GET('/api/projects/{project_id}/checkpoints', {
          params: { path: { project_id: id }, query: { cursor, limit: 50 } },
          signal,
        }),
      ),
    getCheckpoint: (id: string, sha: string, signal?: AbortSignal) =>
      answered<Checkpoint>(
        edge.GET('/api/projects/{project_id}/checkpoints/{version}', { ...version(id, sha), signal }),
      ),
    /** Restores as a new checkpoint. */
    restoreCheckpoint: (id: string, sha: string) =>
      answered<Checkpoint>(edge.POST('/api/projects/{project_id}/checkpoints/{version}/restore', version(id, sha))),
    /** What it takes to make `against` (its parent, unless told) into `sha`. */
    diffCheckpoint: (id: string, sha: string, against?: string, signal?: AbortSignal) =>
      answered<VersionDiff>(
        edge.GET('/api/projects/{project_id}/checkpoints/{version}/diff', {
          params: { path: { project_id: id, version: sha }, query: { against } },
          signal,
        }),
      ),
    /** Keeps the line of work that ends in that version, for good. 409 `name_taken` when the name means another one. */
    makeBranch: (id: string, name: string, sha: string) =>
      answered<Branch>(
        edge.POST('/api/projects/{project_id}/branches', {
          params: { path: { project_id: id } },
          body: { name, sha },
        }),
      ),
    /** Writes files (null removes one) on `expectedHead` as a new checkpoint; 409 `head_moved` when somebody was first. */
    editFiles: (id: string, edits: FileEdits) =>
      answered<Checkpoint>(
        edge.POST('/api/projects/{project_id}/edits', { params: { path: { project_id: id } }, body: edits }),
      ),
    /** 409 `name_taken` when another version has the name. */
    nameCheckpoint: (id: string, sha: string, name: string) =>
      answered<Checkpoint>(
        edge.PUT('/api/projects/{project_id}/checkpoints/{sha}/name', {
          params: { path: { project_id: id, sha } },
          body: { name },
        }),
      ),
    /** Work that could not be saved and is kept aside, newest first. */
    listRescues: (id: string, signal?: AbortSignal) =>
      answered<Page<RescuedWork>>(edge.GET('/api/projects/{project_id}/rescues', { ...of(id), signal })),
    /** Brings it back as a new checkpoint on top. */
    applyRescue: (id: string, name: string) =>
      answered<Checkpoint>(edge.POST('/api/projects/{project_id}/rescues/{name}/apply', rescue(id, name))),
    /** It is kept, but no longer offered. */
    dismissRescue: (id: string, name: string) =>
      answered<void>(edge.DELETE('/api/projects/{project_id}/rescues/{name}', rescue(id, name))),
    /** The files that are stored, newest first, each with an address that lives for an hour. */
    listAssets: (id: string, cursor?: string, signal?: AbortSignal) =>
      answered<Page<SeenAsset>>(
        edge.GET('/api/projects/{project_id}/assets', {
          params: { path: { project_id: id }, query: { cursor, limit: 100 } },
          signal,
        }),
      ),
    /** Where the bytes go; no URL when they are there already. The id makes a retry harmless. */
    uploadAsset: (id: string, body: UploadWish, signal?: AbortSignal) =>
      answered<AssetUpload>(edge.POST('/api/projects/{project_id}/assets', { ...of(id), body, signal })),
    /** The bytes were sent: they are looked into and put into the project. */
    completeAsset: (id: string, assetId: string, signal?: AbortSignal) =>
      answered<Asset>(
        patient.POST('/api/projects/{project_id}/assets/{asset_id}/complete', { ...asset(id, assetId), signal }),
      ),
    /** Older versions keep it. */
    removeAsset: (id: string, assetId: string) =>
      answered<void>(edge.DELETE('/api/projects/{project_id}/assets/{asset_id}', asset(id, assetId))),
    restoreAsset: (id: string, assetId: string) =>
      answered<Asset>(edge.POST('/api/projects/{project_id}/assets/{asset_id}/restore', asset(id, assetId))),
    exportMe: (signal?: AbortSignal) => answered<Blob>(patient.GET('/api/me/export', { parseAs: 'blob', signal })),
    deleteMe: () => answered<void>(patient.DELETE('/api/me')),
    listFiles: (id: string, sha?: string, signal?: AbortSignal) =>
      answered<Files>(
        edge.GET('/api/projects/{project_id}/files', {
          params: { path: { project_id: id }, query: { sha } },
          signal,
        }),
      ),
    /** One file's text at a version; at most 1 MiB. */
    readFile: (id: string, path: string, sha: string, signal?: AbortSignal) =>
      answered<string>(
        edge.GET('/api/projects/{project_id}/files/{file_path}', {
          params: { path: { project_id: id, file_path: path }, query: { sha } },
          parseAs: 'text',
          signal,
        }),
      ),
    /** The same, as it is. */
    readBytes: (id: string, path: string, sha: string, signal?: AbortSignal) =>
      answered<ArrayBuffer>(
        edge.GET('/api/projects/{project_id}/files/{file_path}', {
          params: { path: { project_id: id, file_path: path }, query: { sha } },
          parseAs: 'arrayBuffer',
          signal,
        }),
      ),
  };
}

export type Routes = ReturnType<typeof createRoutes>;

/** Public; what the page needs before it can sign anybody in. */
export function fetchConfig(edge: Edge): Promise<Config> {
  return answered<Config>(edge.GET('/api/config'));
}

function of(id: string) {
  return { params: { path: { project_id: id } } };
}

function message(id: string, messageId: string) {
  return { params: { path: { project_id: id, message_id: messageId } } };
}

function asset(id: string, assetId: string) {
  return { params: { path: { project_id: id, asset_id: assetId } } };
}

function version(id: string, sha: string) {
  return { params: { path: { project_id: id, version: sha } } };
}

function rescue(id: string, name: string) {
  return { params: { path: { project_id: id, name } } };
}
