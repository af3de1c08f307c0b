import { describe, expect, it } from 'vitest';
import { answered, createClient } from '@/api/client';
import { ApiError } from '@/api/errors';
import { createRoutes } from '@/api/routes';

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

/** A browser holds on to what waits for the network; without it, all that waits for an answer here is collected. */
const held: Request[] = [];

/** A server that answers one thing after the other and keeps what it was asked. */
function server(...answers: (Response | Error | 'silence')[]) {
  const asked: Request[] = [];
  const fetch = async (request: RequestInfo | URL) => {
    if (!(request instanceof Request)) throw new TypeError('the client asks with a Request');
    asked.push(request);
    const answer = answers.shift();
    if (answer === 'silence') {
      held.push(request);
      return new Promise<Response>((_, reject) => {
        request.signal.addEventListener('abort', () => reject(request.signal.reason));
      });
    }
    if (!answer || answer instanceof Error) throw answer ?? new TypeError('Failed to fetch');
    return answer;
  };
  const headers = (index: number) => new Headers(asked[index]?.headers);
  return { fetch, asked, headers };
}

const tokens = async (fresh: boolean) => (fresh ? 'new-token' : 'old-token');
const failure = (work: Promise<unknown>) =>
  work.then(
    () => Promise.reject(new Error('it worked')),
    (error: unknown) => error,
  );

describe('a call to the edge', () => {
  it('sends the token, a trace id and the query, and gives the JSON', async () => {
    const { fetch, asked, headers } = server(json(200, { id: 'a' }));
    const edge = createClient({ fetch, idToken: tokens });
    const query = { q: 'a b', cursor: undefined };
    expect(await answered(edge.GET('/api/projects', { params: { query } }))).toEqual({ id: 'a' });
    expect(asked[0]?.url).toBe(`${location.origin}/api/projects?q=a%20b`);
    expect(headers(0).get('Authorization')).toBe('Bearer old-token');
    expect(headers(0).get('X-Trace-Id')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('goes without a token when there is none, and doesn’t ask twice then', async () => {
    const { fetch, asked, headers } = server(json(401, { code: 'unauthenticated', title: 'Sign in', status: 401 }));
    const edge = createClient({ fetch, idToken: async () => null });
    expect(await failure(answered(edge.GET('/api/config')))).toMatchObject({ code: 'unauthenticated' });
    expect(asked).toHaveLength(1);
    expect(headers(0).has('Authorization')).toBe(false);
  });

  it('tries once more with a fresh token after a 401, under the same trace id', async () => {
    const { fetch, asked, headers } = server(json(401, { code: 'unauthenticated' }), json(200, 'in'));
    expect(await answered(createClient({ fetch, idToken: tokens }).GET('/api/me'))).toBe('in');
    expect(asked).toHaveLength(2);
    expect(headers(1).get('Authorization')).toBe('Bearer new-token');
    expect(headers(1).get('X-Trace-Id')).toBe(headers(0).get('X-Trace-Id'));
  });

  it('turns a problem into an ApiError', async () => {
    const problem = {
      type: 'about:blank',
      title: 'The request is not valid',
      status: 422,
      detail: 'The name is too long.',
      code: 'invalid',
      traceId: 'a'.repeat(32),
      errors: [{ field: 'name', message: 'At most 120 characters.' }],
    };
    const { fetch } = server(json(422, problem));
    const edge = createClient({ fetch, idToken: tokens });
    const error = await failure(answered(edge.POST('/api/projects', { body: {} })));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ code: 'invalid', status: 422, traceId: problem.traceId, retryable: false });
    expect((error as ApiError).errors[0]?.field).toBe('name');
  });

  it.each([
    ['a proxy’s page', new Response('<h1>502</h1>', { status: 502 }), 'bad_gateway'],
    ['a page with status 200', new Response('<!doctype html>'), 'bad_answer'],
    ['no connection', new TypeError('Failed to fetch'), 'unreachable'],
  ])('says so in plain words on %s', async (_, answer, code) => {
    const { fetch } = server(answer);
    const error = await failure(answered(createClient({ fetch, idToken: tokens }).GET('/api/me')));
    expect(error).toMatchObject({ name: 'ApiError', code, retryable: true });
    expect((error as ApiError).traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('gives up after its timeout', async () => {
    const { fetch } = server('silence');
    const error = await failure(answered(createClient({ fetch, idToken: tokens, timeoutMs: 20 }).GET('/api/me')));
    expect(error).toMatchObject({ code: 'timeout', status: 0 });
  });

  it('rejects with the caller’s reason when the caller aborts', async () => {
    const { fetch } = server('silence');
    const controller = new AbortController();
    const edge = createClient({ fetch, idToken: tokens });
    const waiting = failure(answered(edge.GET('/api/me', { signal: controller.signal })));
    await Promise.resolve();
    controller.abort();
    expect(await waiting).toMatchObject({ name: 'AbortError' });
  });

  it('gives a file as it is, and says when it breaks off', async () => {
    const { fetch, headers } = server(new Response('PK', { headers: { 'Content-Type': 'application/zip' } }));
    const archive = (parts: { fetch: typeof fetch }) =>
      answered(
        createClient({ ...parts, idToken: tokens }).GET('/api/projects/{project_id}/archive', {
          params: { path: { project_id: 'some-project' } },
          parseAs: 'blob',
        }),
      );
    const file = await archive({ fetch });
    expect(await file.text()).toBe('PK');
    expect(headers(0).get('Authorization')).toBe('Bearer old-token');
    const cut = new ReadableStream({ start: (stream) => stream.error(new TypeError('network error')) });
    const broken = server(new Response(cut));
    const error = await failure(archive(broken));
    expect(error).toMatchObject({ name: 'ApiError', code: 'unreachable' });
  });

  it('gives undefined for 204', async () => {
    const { fetch } = server(new Response(null, { status: 204 }));
    const edge = createClient({ fetch, idToken: tokens });
    expect(await answered(edge.DELETE('/api/projects/{project_id}', { params: { path: { project_id: 'x' } } }))).toBe(
      undefined,
    );
  });

  it('keeps the slashes of a file’s path, and escapes the rest', async () => {
    const { fetch, asked } = server(new Response('text'));
    const routes = createRoutes(createClient({ fetch, idToken: tokens }), createClient({ fetch, idToken: tokens }));
    expect(await routes.readFile('a', 'src/scenes/A b?.tsx', 'f'.repeat(40))).toBe('text');
    expect(asked[0]?.url).toContain('/api/projects/a/files/src/scenes/A%20b%3F.tsx?sha=ffff');
  });
});
