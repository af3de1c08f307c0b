import type { FirebaseApp } from 'firebase/app';
import type { Firestore, Query, Timestamp } from 'firebase/firestore';
import type { LiveError } from '@/api/errors';
import type { Asset, ChatMessage, Config, Project } from '@/api/types.generated';
import { textsOf } from '@/texts';

export type Stop = () => void;

export interface Listener<T> {
  /** `fromCache` is true while the connection is down: the last known data, to be brought up to date. */
  next: (data: T, meta: { fromCache: boolean }) => void;
  /** The listener has ended; subscribe again to go on. A lost connection is not an error: the SDK resumes by itself. */
  error: (error: LiveError) => void;
}

export interface Live {
  /** The projects the user owns or is a member of, trash included: the PROJECTS_MAX changed last, newest first. */
  projects: (uid: string, listener: Listener<Project[]>) => Stop;
  project: (projectId: string, listener: Listener<Project | null>) => Stop;
  /** The newest `limit` messages, oldest first. */
  messages: (projectId: string, limit: number, listener: Listener<ChatMessage[]>) => Stop;
  /** The `limit` messages before that one, oldest first, as the server has them. Rejects with an Error, also offline. */
  messagesBefore: (projectId: string, messageId: string, limit: number) => Promise<ChatMessage[]>;
  /** The ASSETS_MAX newest files of a project, whatever has become of them, newest first. */
  assets: (projectId: string, listener: Listener<Asset[]>) => Stop;
}

/** A listener holds all it hears in memory and pays for each document once: a bound for the very busy. */
export const PROJECTS_MAX = 500;
export const ASSETS_MAX = 500;

type Sdk = typeof import('@/api/firestore');

/** Live listeners on Firestore, as the signed-in user; the SDK is loaded with the first of them. */
export function createLive(app: FirebaseApp, config: Config): Live {
  let opened: Promise<{ sdk: Sdk; db: Firestore }> | null = null;
  const open = () => {
    opened ??= import('@/api/firestore').then((sdk) => {
      const db = sdk.initializeFirestore(app, { ignoreUndefinedProperties: true });
      if (config.emulators) {
        const [host = '127.0.0.1', port = '8085'] = config.emulators.firestore.split(':');
        sdk.connectFirestoreEmulator(db, host, Number(port));
      }
      return { sdk, db };
    });
    return opened;
  };

  function listen<T>(start: (sdk: Sdk, db: Firestore) => Stop, listener: Listener<T>): Stop {
    let stop: Stop | null = null;
    let stopped = false;
    open().then(
      ({ sdk, db }) => {
        if (!stopped) stop = start(sdk, db);
      },
      () => {
        opened = null; // the chunk didn't load: the next subscription tries again
        if (!stopped) listener.error({ code: 'unavailable', message: textsOf('problems')('partFailed') });
      },
    );
    return () => {
      stopped = true;
      stop?.();
    };
  }

  /** A document that hasn't changed is told as the same object again. */
  function listenQuery<T>(makeQuery: (sdk: Sdk, db: Firestore) => Query, listener: Listener<T[]>): Stop {
    const read = new Map<string, T>();
    return listen(
      (sdk, db) =>
        sdk.onSnapshot(
          makeQuery(sdk, db),
          { includeMetadataChanges: true },
          (snapshot) => {
            for (const { type, doc } of snapshot.docChanges()) {
              if (type === 'removed') read.delete(doc.id);
              else read.set(doc.id, fromDocument<T>(doc.data()));
            }
            // An empty answer from an empty cache says nothing: wait for the server's.
            if (snapshot.empty && snapshot.metadata.fromCache) return;
            listener.next(
              snapshot.docs.map((doc) => read.get(doc.id) ?? fromDocument<T>(doc.data())),
              { fromCache: snapshot.metadata.fromCache },
            );
          },
          (error) => listener.error({ code: error.code, message: error.message }),
        ),
      listener,
    );
  }

  return {
    projects: (uid, listener) =>
      listenQuery<Project>(
        (sdk, db) =>
          sdk.query(
            sdk.collection(db, 'projects'),
            sdk.where('memberIds', 'array-contains', uid),
            sdk.orderBy('updatedAt', 'desc'),
            sdk.limit(PROJECTS_MAX),
          ),
        listener,
      ),
    project: (projectId, listener) =>
      listen(
        (sdk, db) =>
          sdk.onSnapshot(
            sdk.doc(db, 'projects', projectId),
            { includeMetadataChanges: true },
            (snapshot) => {
              const { fromCache } = snapshot.metadata;
              if (!snapshot.exists() && fromCache) return;
              const data = snapshot.data();
              listener.next(data ? fromDocument<Project>(data) : null, { fromCache });
            },
            (error) => listener.error({ code: error.code, message: error.message }),
          ),
        listener,
      ),
    messages: (projectId, limit, listener) =>
      listenQuery<ChatMessage>(
        (sdk, db) =>
          sdk.query(
            sdk.collection(db, 'projects', projectId, 'messages'),
            sdk.orderBy('createdAt'),
            sdk.limitToLast(limit),
          ),
        listener,
      ),
    assets: (projectId, listener) =>
      listenQuery<Asset>(
        (sdk, db) =>
          sdk.query(
            sdk.collection(db, 'projects', projectId, 'assets'),
            sdk.orderBy('createdAt', 'desc'),
            sdk.limit(ASSETS_MAX),
          ),
        listener,
      ),
    messagesBefore: async (projectId, messageId, limit) => {
      const { sdk, db } = await open();
      const messages = sdk.collection(db, 'projects', projectId, 'messages');
      const mark = await sdk.getDocFromServer(sdk.doc(messages, messageId));
      const before = sdk.query(messages, sdk.orderBy('createdAt'), sdk.endBefore(mark), sdk.limitToLast(limit));
      return (await sdk.getDocsFromServer(before)).docs.map((doc) => fromDocument<ChatMessage>(doc.data()));
    },
  };
}

/** A document as the wire's types have it: times as ISO strings. */
export function fromDocument<T>(data: Record<string, unknown>): T {
  return plain(data) as T;
}

function plain(value: unknown): unknown {
  if (isTimestamp(value)) return value.toDate().toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  }
  return value;
}

function isTimestamp(value: unknown): value is Timestamp {
  return typeof value === 'object' && value !== null && 'toDate' in value && typeof value.toDate === 'function';
}
