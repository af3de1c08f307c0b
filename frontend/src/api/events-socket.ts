import type { Cursor } from '@/lib/live-session';

export interface EventsSocket {
  /** A newer ticket for the same session; the pod closes a socket whose ticket is older than 15 minutes. */
  renew: (ticket: string) => void;
  close: () => void;
}

export interface EventsListener {
  /** The connection stands and the hello has gone out. */
  open: () => void;
  frame: (raw: unknown) => void;
  /** It has ended, or was never made; called once, not after `close()`. */
  closed: () => void;
}

export type ConnectEvents = (
  url: string,
  hello: { ticket: string; cursor: Cursor },
  listener: EventsListener,
) => EventsSocket;

const CONNECT_MS = 8_000;
/** The pod sends a heartbeat every 20 s: silence for longer than two of them is a dead connection. */
const SILENCE_MS = 50_000;

/** One connection to a session's events, browser to pod. It never reconnects by itself: that needs a new ticket. */
export const connectEvents: ConnectEvents = (url, hello, listener) => {
  const socket = new WebSocket(url);
  let over = false;
  let watchdog = setTimeout(end, CONNECT_MS);

  function end(): void {
    if (over) return;
    over = true;
    clearTimeout(watchdog);
    socket.close();
    listener.closed();
  }
  function alive(): void {
    clearTimeout(watchdog);
    watchdog = setTimeout(end, SILENCE_MS);
  }

  socket.addEventListener('open', () => {
    if (over) return;
    alive();
    socket.send(JSON.stringify({ v: 1, type: 'hello', ...hello }));
    listener.open();
  });
  socket.addEventListener('message', (message: MessageEvent<unknown>) => {
    if (over) return;
    alive();
    listener.frame(message.data);
  });
  socket.addEventListener('close', end);

  return {
    renew: (ticket) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ v: 1, type: 'ticket', ticket }));
    },
    close: () => {
      over = true;
      clearTimeout(watchdog);
      socket.close();
    },
  };
};
