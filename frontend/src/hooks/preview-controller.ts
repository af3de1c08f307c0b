import { keepSettings, type PlayerSettings, readSettings } from '@/hooks/player-settings';
import { clampFrame, type Marks, NO_MARKS, nextShuttle, type PlayerAction, rangeOf, withMark } from '@/lib/playback';
import { type Clip, fromPage, type Key, type PageCommand, toPage } from '@/lib/preview-protocol';
import { loadPage, NO_PREVIEW, type PreviewState, takeMessage } from '@/lib/preview-state';
import { createStore, type Store } from '@/lib/store';

/** What plays a video in a frame of its own, and what its controls work with. */
export interface PlayerController {
  store: Store<PreviewState>;
  settings: Store<PlayerSettings>;
  /**
   * Follows the page in `frame`, which is about to load `url`; one that is sandboxed without an origin of its own is told
   * by its window alone. Returns the way to let go of it.
   */
  attach: (frame: HTMLIFrameElement, url: string, listener: PreviewListener) => () => void;
  seek: (frame: number) => void;
  perform: (action: PlayerAction) => void;
  change: (settings: Partial<PlayerSettings>) => void;
}

/** The workspace's: one can point at something in it, too. */
export interface PreviewController extends PlayerController {
  /** Begin or end pointing at something in the picture. */
  pick: (on: boolean) => void;
  /** Let go of what was pointed at. */
  unpoint: () => void;
}

export interface PreviewListener {
  /** A key pressed while the preview has the focus. */
  key: (key: Key) => void;
  /** The page's own button: it can't be shown in a frame here. */
  openTab: () => void;
}

const PING_MS = 1_000;
/** A page that draws a heavy frame may be late; an endless loop stays silent. */
const SILENT_MS = 5_000;
/** The first page of a pod loads a few megabytes; a build takes under a second. */
const LOADING_MS = 25_000;
const BUILDING_MS = 12_000;
const POSTER_SECONDS = 2;
/** So long the page's word on where it stands may be older than what it was told since. */
const SOUGHT_MS = 2_000;

export function createPreviewController(now: () => number): PreviewController {
  const store = createStore<PreviewState>(NO_PREVIEW);
  const settings = createStore<PlayerSettings>(readSettings());
  let send: (command: PageCommand) => void = () => undefined;
  /** Where playing began the last time. */
  let beganAt: number | null = null;
  /** Where the page was told to go, until it says that it is there. */
  let sought: { frame: number; at: number } | null = null;
  /** A frame from within, for a video that nobody has moved yet: first frames tend to be empty. */
  let poster: 'due' | 'shown' | 'over' = 'due';

  function attach(frame: HTMLIFrameElement, url: string, listener: PreviewListener): () => void {
    const opaque = frame.getAttribute('sandbox')?.split(' ').includes('allow-same-origin') === false;
    const origin = opaque ? 'null' : new URL(url).origin;
    let heardAt = now();
    let answersPings = false;
    /** Where the page before this one stood, until this one has told where it stands. */
    let left: number | null = store.get().frame;
    sought = null;
    store.set((state) => loadPage(state, now()));
    const post = (command: PageCommand) => frame.contentWindow?.postMessage(toPage(command), opaque ? '*' : origin);
    send = post;

    const hear = (event: MessageEvent<unknown>) => {
      if (event.origin !== origin || event.source !== frame.contentWindow) return;
      const message = fromPage(event.data);
      if (!message) return;
      heardAt = now();
      if (message.type === 'pong') answersPings = true;
      if (message.type === 'key') listener.key(message.key);
      // Not kept: what one has chosen for the next time is something else.
      if (message.type === 'muted') settings.set((before) => ({ ...before, muted: true }));
      if (message.type === 'no-access' && message.openTab) listener.openTab();
      const { playing, shuttle } = store.get();
      const told = message.type === 'frame' ? { ...message, frame: standsAt(message) } : message;
      store.set((state) => takeMessage(state, told, now()));
      if (message.type === 'ready') greet();
      if (message.type === 'frame' && playing && !message.playing && shuttle) endShuttle();
      if (message.type === 'frame' && left !== null) {
        if (message.frame === 0 && !message.playing) settle(left);
        left = null;
      }
    };
    const watch = () => {
      if (document.hidden) {
        heardAt = now(); // the browser slows hidden pages down: silence says nothing
        return;
      }
      post({ type: 'ping' });
      const { phase, answering } = store.get();
      const patience = answersPings
        ? SILENT_MS
        : phase === 'loading'
          ? LOADING_MS
          : phase === 'building'
            ? BUILDING_MS
            : null;
      if (answering && patience !== null && now() - heardAt > patience) {
        store.set((state) => ({ ...state, answering: false, playing: false }));
      }
    };
    window.addEventListener('message', hear);
    const watchdog = setInterval(watch, PING_MS);
    return () => {
      window.removeEventListener('message', hear);
      clearInterval(watchdog);
      if (send === post) send = () => undefined;
    };
  }

  /** A page that has just become able to play is told how this browser likes it. */
  function greet(): void {
    const { loop, muted, volume, rate } = settings.get();
    send({ type: 'loop', on: loop });
    send({ type: 'mute', on: muted });
    send({ type: 'volume', volume });
    send({ type: 'rate', rate });
    if (store.get().marks !== NO_MARKS) sendRange();
    if (store.get().picking) send({ type: 'pick', on: true });
  }

  /** The part that plays, as the marks have it now. */
  function sendRange(): void {
    const { clip, marks } = store.get();
    send({ type: 'range', range: clip && rangeOf(marks, clip) });
  }

  function endShuttle(): void {
    store.set((state) => (state.shuttle ? { ...state, shuttle: 0 } : state));
    send({ type: 'rate', rate: settings.get().rate });
  }

  /** A new page begins at 0: it goes on where the one before it stood, the very first one to its poster. */
  function settle(left: number): void {
    const { clip } = store.get();
    if (!clip) return;
    const untouched = left === 0 && poster === 'due';
    if (untouched) poster = 'shown';
    place(untouched ? Math.min(clip.fps * POSTER_SECONDS, clip.durationInFrames / 3) : left);
  }

  function seek(frame: number): void {
    poster = 'over';
    place(frame);
  }

  /** The frame that a page stands at: the one that it was last told to go to, while it still speaks of others. */
  function standsAt({ frame, playing }: { frame: number; playing: boolean }): number {
    if (sought && !playing && frame !== sought.frame && now() - sought.at < SOUGHT_MS) return sought.frame;
    sought = null;
    return frame;
  }

  function place(frame: number): void {
    const { clip } = store.get();
    if (!clip) return;
    const target = clampFrame(frame, clip);
    send({ type: 'seek', frame: target });
    sought = { frame: target, at: now() };
    // Shown at once; the page's own word follows.
    store.set((state) => (state.frame === target ? state : { ...state, frame: target }));
  }

  function change(update: Partial<PlayerSettings>): void {
    settings.set((before) => ({ ...before, ...update }));
    if (update.loop !== undefined) send({ type: 'loop', on: update.loop });
    if (update.muted !== undefined) send({ type: 'mute', on: update.muted });
    if (update.volume !== undefined) send({ type: 'volume', volume: update.volume });
    if (update.rate !== undefined) {
      send({ type: 'rate', rate: update.rate });
      store.set((state) => (state.shuttle ? { ...state, shuttle: 0 } : state));
    }
    keepSettings(settings.get());
  }

  function perform(action: PlayerAction): void {
    const { clip, frame, marks } = store.get();
    if (!clip) return;
    switch (action.type) {
      case 'toggle':
        if (store.get().playing) send({ type: 'pause' });
        else play(clip);
        break;
      case 'play':
        play(clip);
        break;
      case 'pause':
        send({ type: 'pause' });
        break;
      case 'shuttle':
        shuttle(clip, action.way);
        break;
      case 'step':
        stop(frame + action.frames);
        break;
      case 'seconds':
        seek(frame + action.seconds * clip.fps);
        break;
      case 'start':
        seek(0);
        break;
      case 'end':
        stop(clip.durationInFrames - 1);
        break;
      case 'mark':
        mark(withMark(marks, action.edge, frame));
        break;
      case 'to-mark':
        stop(marks[action.edge] ?? (action.edge === 'in' ? 0 : clip.durationInFrames - 1));
        break;
      case 'unmark':
        mark(NO_MARKS);
        break;
      case 'return':
        stop(beganAt ?? frame);
        break;
      case 'loop':
        change({ loop: !settings.get().loop });
        break;
      case 'mute':
        change({ muted: !settings.get().muted });
        break;
    }
  }

  /** From where the playhead stands; from the beginning of what plays where it stands at its end or outside of it. */
  function play(clip: Clip): void {
    const { frame, marks } = store.get();
    const range = rangeOf(marks, clip) ?? { from: 0, to: clip.durationInFrames - 1 };
    if (poster === 'shown') seek(range.from);
    else if (frame < range.from || frame > range.to) seek(range.from);
    else if (frame === range.to && !settings.get().loop) seek(range.from);
    beganAt = store.get().frame;
    send({ type: 'play' });
  }

  function shuttle(clip: Clip, way: 1 | -1): void {
    const { playing, shuttle: now, frame } = store.get();
    // Presses may come faster than the page's word that it plays.
    const speed = nextShuttle(now || (playing ? 1 : 0), way);
    store.set((state) => ({ ...state, shuttle: speed }));
    send({ type: 'rate', rate: speed });
    if (playing) return;
    if (way === -1 && frame === 0) seek(clip.durationInFrames - 1);
    if (way === 1) {
      play(clip);
      return;
    }
    beganAt = store.get().frame;
    send({ type: 'play' });
  }

  function stop(at: number): void {
    if (store.get().playing) send({ type: 'pause' });
    seek(at);
  }

  function mark(marks: Marks): void {
    store.set((state) => ({ ...state, marks }));
    sendRange();
  }

  /** What is pointed at should stand still. */
  function pick(on: boolean): void {
    if (on && store.get().playing) send({ type: 'pause' });
    send({ type: 'pick', on });
    store.set((state) => (state.picking === on ? state : { ...state, picking: on }));
  }

  function unpoint(): void {
    store.set((state) => (state.pointed ? { ...state, pointed: null } : state));
  }

  return { store, settings, attach, seek, perform, change, pick, unpoint };
}
