// Asks the command runner, over its Unix socket, to run one of the platform's checks in the sandbox.
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

/** Rejects when the runner isn't there or answers with a problem. */
export async function exec(runnerSocket: string, body: ExecRequest): Promise<ExecOutcome> {
  const text = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const req = request(
      {
        socketPath: runnerSocket,
        path: '/check',
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) },
        timeout: (body.timeoutSeconds + GRACE_SECONDS) * 1000,
      },
      (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('error', reject);
        res.on('end', () => {
          const answer = Buffer.concat(chunks).toString('utf8');
          if (res.statusCode === 200) resolve(JSON.parse(answer) as ExecOutcome);
          else reject(new Error(`the runner answered ${res.statusCode}: ${answer.slice(0, 200)}`));
        });
      },
    );
    req.on('timeout', () => req.destroy(new Error('the runner did not answer in time')));
    req.on('error', reject);
    req.end(text);
  });
}
