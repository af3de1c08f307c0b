import type { FieldError, Problem } from '@/api/types.generated';
import { textsOf } from '@/texts';

/** What a failed call tells: `code` is for the program, `title` and `detail` for the person, `traceId` for the logs. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly status: number;
  readonly traceId: string;
  readonly errors: FieldError[];
  /** Seconds. */
  readonly retryAfter: number | null;

  constructor(problem: Omit<Problem, 'type'>) {
    super(problem.detail || problem.title);
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail || problem.title;
    this.status = problem.status;
    this.traceId = problem.traceId;
    this.errors = problem.errors ?? [];
    this.retryAfter = problem.retryAfter ?? null;
  }

  /** True where the same call may succeed later without any change: no answer, or the server said so. */
  get retryable(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Why a live listener ended. */
export interface LiveError {
  /** Firestore's code; `permission-denied` also means "not there": the rules don't tell the two apart. */
  code: string;
  message: string;
}

/** The words for a failure of any kind, for a toast or a line under a field. */
export function describeError(error: unknown): string {
  if (error instanceof ApiError) return error.errors[0]?.message ?? error.detail;
  if (error instanceof Error && error.message) return error.message;
  return textsOf('problems')('unknown');
}
