import { type AddressInfo, type WebSocket, WebSocketServer } from 'ws';

interface Hello {
  ticket: string;
  cursor?: { sessionId: string; seq: number };
}

const DOT = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A pod's events over a real socket: a numbered log, replayed by cursor, as session_pod/agent/events.py does it. */
export class EventsServer {
  private readonly server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  private readonly log: string[] = [];
  private readonly sockets = new Set<WebSocket>();
  /** The next seq to leave out for those who are connected: a frame lost on the way. */
  private losing: number | null = null;
  readonly hellos: Hello[] = [];
  /** The tools whose pictures were asked for; each is answered with a single dot. */
  readonly pictures: string[] = [];
  /** What isn't saved, part by part, as the pod tells it. */
  unsaved: object[] = [];

  static async start(): Promise<EventsServer> {
    const started = new EventsServer();
    await new Promise((resolve) => started.server.once('listening', resolve));
    return started;
  }

  private constructor() {
    this.server.on('connection', (socket) => {
      socket.on('message', (data) => {
        const frame = JSON.parse(String(data)) as { type: string; toolId?: string; part?: number } & Hello;
        if (frame.type === 'picture' && frame.toolId) {
          this.pictures.push(frame.toolId);
          const picture = { toolId: frame.toolId, mediaType: 'image/png', data: DOT };
          socket.send(JSON.stringify({ v: 1, type: 'picture', ts: new Date().toISOString(), ...picture }));
        }
        if (frame.type === 'unsaved') {
          const told = { part: frame.part, parts: this.unsaved.length, ...this.unsaved[frame.part ?? 0] };
          socket.send(JSON.stringify({ v: 1, type: 'unsaved', ts: new Date().toISOString(), ...told }));
        }
        if (frame.type !== 'hello') return;
        this.hellos.push(frame);
        if (this.sockets.has(socket)) return; // a renewed ticket
        this.sockets.add(socket);
        for (const text of this.log.slice(frame.cursor?.seq ?? 0)) socket.send(text);
      });
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}/events`;
  }

  emit(type: string, fields: object = {}): void {
    const seq = this.log.length + 1;
    const text = JSON.stringify({ v: 1, type, seq, ts: new Date().toISOString(), ...fields });
    this.log.push(text);
    if (this.losing === seq) this.losing = null;
    else for (const socket of this.sockets) socket.send(text);
  }

  loseNext(): void {
    this.losing = this.log.length + 1;
  }

  drop(): void {
    for (const socket of this.server.clients) socket.terminate(); // also those whose hello is still on its way
    this.sockets.clear();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.server.clients) socket.terminate(); // also those that never said hello
    await closed;
  }
}
