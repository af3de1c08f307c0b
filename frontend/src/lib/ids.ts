const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** A new project, message or turn id: `^[a-z0-9][a-z0-9-]{7,39}$`, 128 bits of chance, a letter first. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return (LETTERS[(bytes[0] ?? 0) % LETTERS.length] ?? 'a') + hex.slice(1);
}

/** One id from a click to the pod's log: 32 hex digits, sent as `X-Trace-Id`. */
export function newTraceId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const ID_PATTERN = /^[a-z0-9][a-z0-9-]{7,39}$/;
