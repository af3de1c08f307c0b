import { ApiError } from '@/api/errors';
import type { Problem } from '@/api/types.generated';
import { newTraceId } from '@/lib/ids';

export interface CallOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  body?: unknown;
  query?: Record<string, string | number | undefined>;
  signal?: AbortSignal | undefined;
  /** Milliseconds until the call is given up; 20 s unless told. */
  timeoutMs?: number;
  /** How to read the answer: JSON unless told. */
  as?: 'text' | 'blob';
  /** Public routes go without a token. */
  anonymous?: boolean;
}

export interface ClientParts {
  fetch: typeof fetch;
  /** The user's ID token; `fresh` asks for a new one. Null when nobody is signed in. */
  idToken: (fresh: boolean) => Promise<string | null>;
}

export type Call = <T>(path: string, options?: CallOptions) => Promise<T>;

const TIMEOUT_MS = 20_000;
const ACCEPT = { json: 'application/json', text: 'text/plain', blob: '*/*' };

/**
 * The one way to the edge. Resolves to the JSON body (undefined for 204), else rejects with ApiError; an abort by the
 * caller's signal rejects with its reason. A 401 is tried once more with a fresh token: the SDK's copy may have expired
 * while the laptop slept.
 */
export function createCall({ fetch, idToken }: ClientParts): Call {
  return async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
    const traceId = newTraceId();
    const first = await send(traceId, path, options, false);
    const response = first.status === 401 && !options.anonymous ? await send(traceId, path, options, true) : first;
    if (!response.ok) throw new ApiError(await readProblem(response, traceId));
    if (response.status === 204) return undefined as T;
    if (!options.as) return (await readJson(response, traceId)) as T;
    try {
      return (await (options.as === 'text' ? response.text() : response.blob())) as T;
    } catch (error) {
      // It broke off in the middle: what came is no file.
      if (options.signal?.aborted) throw error;
      throw unreachable(traceId, error instanceof Error && error.name === 'TimeoutError');
    }
  };

  async function send(traceId: string, path: string, options: CallOptions, fresh: boolean): Promise<Response> {
    const headers = new Headers({
      Accept: ACCEPT[options.as ?? 'json'],
      'X-Trace-Id': traceId,
    });
    if (options.body !== undefined) headers.set('Content-Type', 'application/json');
    if (!options.anonymous) {
      const token = await idToken(fresh);
      if (token) headers.set('Authorization', `Bearer ${token}`);
    }
    const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
    try {
      return await fetch(withQuery(path, options.query), {
        method: options.method ?? 'GET',
        headers,
        body: options.body === undefined ? null : JSON.stringify(options.body),
        signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
        cache: 'no-store',
        credentials: 'omit',
      });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw unreachable(traceId, timeout.aborted);
    }
  }
}

function withQuery(path: string, query: CallOptions['query']): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) params.set(name, String(value));
  }
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}

function unreachable(traceId: string, timedOut: boolean): ApiError {
  return new ApiError({
    title: timedOut ? 'No answer yet' : 'Not connected',
    detail: timedOut
      ? 'StoryDream took too long to answer. Try again.'
      : 'We couldn’t reach StoryDream. Check your connection and try again.',
    code: timedOut ? 'timeout' : 'unreachable',
    status: 0,
    traceId,
  });
}

async function readProblem(response: Response, traceId: string): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  if (isProblem(body)) return { ...body, traceId: body.traceId || traceId };
  // Something before the edge answered: a proxy's page, or nothing at all.
  return {
    type: 'about:blank',
    title: 'Something went wrong on our side',
    detail: 'StoryDream is not available right now. Try again in a moment.',
    code: 'bad_gateway',
    status: response.status,
    traceId,
  };
}

async function readJson(response: Response, traceId: string): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    // The SPA's index.html with status 200 is what a wrong proxy answers.
    throw new ApiError({
      title: 'Something went wrong on our side',
      detail: 'StoryDream answered something we couldn’t read. Try again in a moment.',
      code: 'bad_answer',
      status: 502,
      traceId,
    });
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'title' in body && 'status' in body;
}
