import createFetchClient, { type Client, defaultPathSerializer } from 'openapi-fetch';
import { ApiError } from '@/api/errors';
import type { paths } from '@/api/paths.generated';
import type { Problem } from '@/api/types.generated';
import { newTraceId } from '@/lib/ids';
import { textsOf } from '@/texts';

export interface ClientParts {
  fetch: typeof fetch;
  /** The user's ID token; `fresh` asks for a new one. Null when nobody is signed in, and public routes go without. */
  idToken: (fresh: boolean) => Promise<string | null>;
  /** Milliseconds until a call is given up; 20 s unless told. */
  timeoutMs?: number;
}

/** The edge's routes as `openapi.json` describes them; see `answered`. */
export type Edge = Client<paths>;

const t = textsOf('problems');
const TIMEOUT_MS = 20_000;

/**
 * The one way to the edge. A 401 is tried once more with a fresh token: the SDK's copy may have expired while the laptop
 * slept. What isn't 2xx, and what never comes, rejects with ApiError; an abort by the caller's signal with its reason.
 */
export function createClient({ fetch, idToken, timeoutMs = TIMEOUT_MS }: ClientParts): Edge {
  return createFetchClient<paths>({
    // Relative to the page, also where there is none to be relative to.
    baseUrl: globalThis.location?.origin ?? '',
    cache: 'no-store',
    credentials: 'omit',
    pathSerializer: keepingSlashes,
    fetch: async (request) => {
      const traceId = newTraceId();
      const first = await send(request.clone(), traceId, false);
      const response = first.status === 401 ? await send(request, traceId, true, first) : first;
      if (!response.ok) throw new ApiError(await readProblem(response, traceId));
      return response;
    },
  });

  async function send(request: Request, traceId: string, fresh: boolean, refused?: Response): Promise<Response> {
    const token = await idToken(fresh);
    if (refused && !token) return refused;
    const headers = new Headers(request.headers);
    headers.set('X-Trace-Id', traceId);
    if (token) headers.set('Authorization', `Bearer ${token}`);
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await fetch(new Request(request, { headers, signal: AbortSignal.any([request.signal, timeout]) }));
    } catch (error) {
      if (request.signal.aborted) throw request.signal.reason;
      throw unreachable(traceId, timeout.aborted || error === timeout.reason);
    }
  }
}

/** The answer's body (undefined for 204). */
export async function answered<T>(call: Promise<{ data?: T; response: Response }>): Promise<T> {
  try {
    return (await call).data as T;
  } catch (error) {
    if (error instanceof ApiError || !(error instanceof Error) || error.name === 'AbortError') throw error;
    // A body that broke off, or the app's own page with status 200, which is what a wrong proxy answers.
    throw error instanceof SyntaxError ? unreadable() : unreachable(newTraceId(), error.name === 'TimeoutError');
  }
}

/** A file's path keeps its slashes: the route takes all of it. */
function keepingSlashes(path: string, values: Record<string, unknown>): string {
  return defaultPathSerializer(path, values).replaceAll('%2F', '/');
}

function unreachable(traceId: string, timedOut: boolean): ApiError {
  return new ApiError({
    title: t(timedOut ? 'timeoutTitle' : 'unreachableTitle'),
    detail: t(timedOut ? 'timeout' : 'unreachable'),
    code: timedOut ? 'timeout' : 'unreachable',
    status: 0,
    traceId,
  });
}

function unreadable(): ApiError {
  return new ApiError({
    title: t('oursTitle'),
    detail: t('unreadable'),
    code: 'bad_answer',
    status: 502,
    traceId: newTraceId(),
  });
}

async function readProblem(response: Response, traceId: string): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  if (isProblem(body)) return { ...body, traceId: body.traceId || traceId };
  // Something before the edge answered: a proxy's page, or nothing at all.
  return {
    type: 'about:blank',
    title: t('oursTitle'),
    detail: t('notAvailable'),
    code: 'bad_gateway',
    status: response.status,
    traceId,
  };
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'title' in body && 'status' in body;
}
