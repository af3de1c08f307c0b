// What the preview pages reported, kept for the agent's long poll.
import type { Role } from './tickets.ts';

export interface Report {
  type: 'ok' | 'error' | 'building';
  sha?: string;
  kind?: string;
  message?: string;
  file?: string;
  line?: number;
  column?: number;
  codeFrame?: string;
  frame?: number;
  stack?: string;
  fingerprint?: string;
  uid: string;
  role: Role;
}

export type NumberedReport = Report & { seq: number };

const KEPT = 200;

export class Reports {
  #seq = 0;
  #kept: NumberedReport[] = [];
  readonly #waiting = new Set<() => void>();

  add(report: Report): void {
    this.#kept = [...this.#kept.slice(1 - KEPT), { seq: ++this.#seq, ...report }];
    for (const wake of [...this.#waiting]) wake();
  }

  /** Everything after `seq`, at once if there is something, else when there is or after `waitMs` (then empty). */
  async after(seq: number, waitMs: number): Promise<NumberedReport[]> {
    const found = () => this.#kept.filter((report) => report.seq > seq);
    if (found().length > 0 || waitMs <= 0) return found();
    await new Promise<void>((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, waitMs);
      this.#waiting.add(wake);
    });
    return found();
  }
}
