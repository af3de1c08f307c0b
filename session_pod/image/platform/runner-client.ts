// Asks the command runner, over its Unix socket: for one of the platform's checks in the sandbox, and for the eyes.
import { request } from 'node:http';

export interface ExecRequest {
  check: 'types' | 'frames' | 'metadata';
  timeoutSeconds: number;
  maxOutputBytes: number;
}

export interface ExecOutcome {
  exitCode: number;
  output: string;
  truncated: boolean;
  timedOut: boolean;
  ms: number;
}

const GRACE_SECONDS = 10; // starting and killing the sandbox on a busy machine

const OPEN_SECONDS = 40; // a browser on a busy machine

/** Rejects when the runner isn't there or answers with a problem. */
export function exec(runnerSocket: string, body: ExecRequest): Promise<ExecOutcome> {
  return post(runnerSocket, '/check', body, body.timeoutSeconds + GRACE_SECONDS);
}

/** Returns when the eyes answer; harmless when they do already. */
export async function openEyes(runnerSocket: string): Promise<void> {
  await post(runnerSocket, '/eyes/open', {}, OPEN_SECONDS);
}

/** Ends the eyes, whatever they do; returns when the next ones answer. */
export async function restartEyes(runnerSocket: string): Promise<void> {
  await post(runnerSocket, '/eyes/restart', {}, OPEN_SECONDS);
}

function post<Answer>(runnerSocket: string, route: string, body: object, seconds: number): Promise<Answer> {
  const text = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const req = request(
      {
        socketPath: runnerSocket,
        path: route,
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) },
        timeout: seconds * 1000,
      },
      (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('error', reject);
        res.on('end', () => {
          const answer = Buffer.concat(chunks).toString('utf8');
          if (res.statusCode === 200) resolve(JSON.parse(answer) as Answer);
          else reject(new Error(`the runner answered ${res.statusCode}: ${answer.slice(0, 200)}`));
        });
      },
    );
    req.on('timeout', () => req.destroy(new Error('the runner did not answer in time')));
    req.on('error', reject);
    req.end(text);
  });
}
