// Checks tickets: one-time JWTs by the edge that let one user into one session's preview.
import { importSPKI, jwtVerify } from 'jose';

export type Role = 'owner' | 'editor' | 'commenter' | 'viewer';

export interface Ticket {
  sessionId: string;
  epoch: number;
  uid: string;
  role: Role;
  jti: string;
  /** Seconds since 1970. */
  expiresAt: number;
}

const ROLES: readonly string[] = ['owner', 'editor', 'commenter', 'viewer'];
const LEEWAY_SECONDS = 5; // as common/tokens.py

/** The claims of a ticket, or null when it is forged, expired, for another purpose, or incomplete. */
export type VerifyTicket = (token: string) => Promise<Ticket | null>;

export function ticketVerifier(publicKeyPem: string): VerifyTicket {
  const key = importSPKI(publicKeyPem, 'EdDSA');
  return async (token) => {
    let claims;
    try {
      ({ payload: claims } = await jwtVerify(token, await key, {
        algorithms: ['EdDSA'],
        audience: 'ticket',
        clockTolerance: LEEWAY_SECONDS,
        requiredClaims: ['exp', 'jti', 'sessionId', 'epoch', 'uid', 'role'],
      }));
    } catch {
      return null;
    }
    const { sessionId, epoch, uid, role, jti, exp } = claims;
    if (typeof sessionId !== 'string' || typeof epoch !== 'number' || typeof uid !== 'string') return null;
    if (typeof role !== 'string' || !ROLES.includes(role) || !jti || exp === undefined) return null;
    return { sessionId, epoch, uid, role: role as Role, jti, expiresAt: exp + LEEWAY_SECONDS };
  };
}
