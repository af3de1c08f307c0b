import type { Outgoing } from '@/lib/chat';

/** Where messages lie that haven't been delivered yet, for the next time the page is loaded. */
export interface Shelf {
  read: () => Outgoing[];
  put: (message: Outgoing) => void;
  remove: (id: string) => void;
}

/** In this browser, a message a key, so that two tabs of one project don't overwrite each other's. */
export function createShelf(uid: string, projectId: string): Shelf {
  const prefix = `storydream.outbox.${uid}.${projectId}.`;
  return {
    read: () => {
      try {
        const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
        const kept = keys.flatMap((key) => parse(localStorage.getItem(key)));
        return kept.sort((one, other) => one.sentAt - other.sentAt);
      } catch {
        return []; // storage is blocked: messages last as long as the page
      }
    },
    put: (message) => {
      try {
        localStorage.setItem(prefix + message.id, JSON.stringify(message));
      } catch {
        // as above, or it is full
      }
    },
    remove: (id) => {
      try {
        localStorage.removeItem(prefix + id);
      } catch {
        // as above
      }
    },
  };
}

function parse(text: string | null): Outgoing[] {
  try {
    const kept: unknown = JSON.parse(text ?? 'null');
    if (typeof kept !== 'object' || kept === null || !('id' in kept) || !('content' in kept)) return [];
    const { id, content } = kept;
    if (typeof id !== 'string' || typeof content !== 'string') return [];
    const rest = kept as Partial<Outgoing>;
    const attachments = Array.isArray(rest.attachments) ? rest.attachments.map(String) : [];
    return [
      {
        id,
        content,
        context: rest.context ?? null,
        attachments,
        state: 'sending',
        error: null,
        sentAt: Number(rest.sentAt) || 0,
      },
    ];
  } catch {
    return []; // half written, or somebody else's
  }
}
