// Who may see the preview: a one-time ticket is exchanged for a cookie whose grant lives in this process only.
// Pure but for the clock and the ticket check, so it can be tested without a server.
import { randomBytes } from 'node:crypto';
import type { Role, VerifyTicket } from './tickets.ts';

export const COOKIE = '__Host-storydream-preview';
const GRANT_SECONDS = 12 * 3600; // a working day; a revoked user is cut off at once, whatever the expiry
const MAX_GRANTS = 1000;

export interface Grant {
  uid: string;
  role: Role;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

export interface ArmedSession {
  sessionId: string;
  epoch: number;
}

export type Refusal = 'no-session' | 'wrong-host' | 'ticket' | 'no-cookie' | 'expired';

export class Guard {
  #session: ArmedSession | null = null;
  readonly #grants = new Map<string, Grant>();
  readonly #usedTickets = new Map<string, number>();
  readonly #revoked = new Set<string>();
  readonly #onRevoked: (value: string) => void;

  /** `onRevoked` is called with the cookie value of each grant that ends before its time. */
  constructor(
    private readonly verify: VerifyTicket,
    private readonly previewDomain: string,
    onRevoked: (value: string) => void,
    private readonly now: () => number = Date.now,
  ) {
    this.#onRevoked = onRevoked;
  }

  get session(): ArmedSession | null {
    return this.#session;
  }

  /** From now on only this session's tickets count. False when the pod already serves a newer epoch or another session. */
  arm(session: ArmedSession): boolean {
    const current = this.#session;
    if (current && (session.epoch < current.epoch || (session.sessionId !== current.sessionId && session.epoch === current.epoch))) {
      return false;
    }
    if (current && current.sessionId !== session.sessionId) this.#end(() => true);
    this.#session = session;
    return true;
  }

  close(): void {
    this.#session = null;
    this.#end(() => true);
  }

  /** Replaces the list of users that lost access; their grants end now and their tickets are refused. */
  revoke(uids: readonly string[]): void {
    this.#revoked.clear();
    for (const uid of uids) this.#revoked.add(uid);
    this.#end((grant) => this.#revoked.has(grant.uid));
  }

  /** Whether a Host header is one under which this session's preview may be reached. */
  hostAllowed(host: string | undefined): boolean {
    const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
    return name === '127.0.0.1' || (this.#session !== null && name === `${this.#session.sessionId}.${this.previewDomain}`);
  }

  /** Spends a ticket; answers the cookie's value. */
  async redeem(token: string): Promise<{ cookie: string } | { refusal: Refusal }> {
    const ticket = await this.verify(token);
    const session = this.#session;
    if (!session) return { refusal: 'no-session' };
    this.#forgetOld();
    const matches = ticket && ticket.sessionId === session.sessionId && ticket.epoch === session.epoch;
    if (!matches || this.#usedTickets.has(ticket.jti) || this.#revoked.has(ticket.uid)) return { refusal: 'ticket' };
    this.#usedTickets.set(ticket.jti, ticket.expiresAt * 1000);
    const cookie = randomBytes(32).toString('base64url');
    if (this.#grants.size >= MAX_GRANTS) {
      const oldest = this.#grants.keys().next().value;
      if (oldest !== undefined) this.#grants.delete(oldest);
    }
    this.#grants.set(cookie, { uid: ticket.uid, role: ticket.role, expiresAt: this.now() + GRANT_SECONDS * 1000 });
    return { cookie };
  }

  /** The grant that a Cookie header stands for. */
  check(header: string | undefined): { grant: Grant; cookie: string } | { refusal: Refusal } {
    if (!this.#session) return { refusal: 'no-session' };
    const cookie = readCookie(header);
    if (!cookie) return { refusal: 'no-cookie' };
    const grant = this.#grants.get(cookie);
    if (!grant || grant.expiresAt <= this.now()) return { refusal: 'expired' };
    return { grant, cookie };
  }

  #end(which: (grant: Grant) => boolean): void {
    for (const [cookie, grant] of this.#grants) {
      if (!which(grant)) continue;
      this.#grants.delete(cookie);
      this.#onRevoked(cookie);
    }
  }

  #forgetOld(): void {
    const now = this.now();
    for (const [jti, until] of this.#usedTickets) if (until <= now) this.#usedTickets.delete(jti);
    this.#end((grant) => grant.expiresAt <= now);
  }
}

function readCookie(header: string | undefined): string | null {
  for (const part of (header ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === COOKIE && value) return value;
  }
  return null;
}

/** `SameSite=None; Partitioned`: the preview is framed by another site, and Chromium drops the cookie without Partitioned. */
export function setCookie(value: string): string {
  return `${COOKIE}=${value}; Path=/; Max-Age=${GRANT_SECONDS}; Secure; HttpOnly; SameSite=None; Partitioned`;
}
