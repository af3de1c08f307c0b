import type { Cursor } from '@/lib/live-session';

export interface EventsSocket {
  /** A newer ticket for the same session; the pod closes a socket whose ticket is older than 15 minutes. */
  renew: (ticket: string) => void;
  /** Asks for what a tool looked at; the answer is a `picture` event. */
  askPicture: (toolId: string) => void;
  /** Asks for a part of what isn't saved; the answer is an `unsaved` event. */
  askUnsaved: (part: number) => void;
  /** Pages stay behind, and loading them anew didn’t help: their server is to start anew. */
  restartPreview: () => void;
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
const PING_MS = 20_000;
/** Longer than two pings without any answer: the connection is dead, whatever the browser thinks. */
const SILENCE_MS = 50_000;

/** One connection to a session's events, browser to pod. It never reconnects by itself: that needs a new ticket. */
export const connectEvents: ConnectEvents = (url, hello, listener) => {
  const socket = new WebSocket(url);
  let over = false;
  let watchdog = setTimeout(end, CONNECT_MS);
  const pings = setInterval(() => send({ type: 'ping' }), PING_MS);

  function send(frame: object): void {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ v: 1, ...frame }));
  }

  function end(): void {
    if (over) return;
    letGo();
    listener.closed();
  }
  function letGo(): void {
    over = true;
    clearTimeout(watchdog);
    clearInterval(pings);
    socket.close();
  }
  function alive(): void {
    clearTimeout(watchdog);
    watchdog = setTimeout(end, SILENCE_MS);
  }

  socket.addEventListener('open', () => {
    if (over) return;
    alive();
    send({ type: 'hello', ...hello });
    listener.open();
  });
  socket.addEventListener('message', (message: MessageEvent<unknown>) => {
    if (over) return;
    alive();
    listener.frame(message.data);
  });
  socket.addEventListener('close', end);

  return {
    renew: (ticket) => send({ type: 'hello', ticket }),
    restartPreview: () => send({ type: 'preview.restart' }),
    askPicture: (toolId) => send({ type: 'picture', toolId }),
    askUnsaved: (part) => send({ type: 'unsaved', part }),
    close: letGo,
  };
};
