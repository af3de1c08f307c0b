import { isJson } from '@/lib/json';
import { clampFrame, type PlayerAction, RATES } from '@/lib/playback';
import { fromPage, type Key, type PageCommand, toPage } from '@/lib/preview-protocol';
import { loadPage, NO_PREVIEW, type PreviewState, takeMessage } from '@/lib/preview-state';
import { createStore, type Store } from '@/lib/store';

/** How this browser likes to watch; kept for next time. */
export interface PlayerSettings {
  loop: boolean;
  muted: boolean;
  /** 0 to 1. */
  volume: number;
  rate: number;
}

export interface PreviewController {
  store: Store<PreviewState>;
  settings: Store<PlayerSettings>;
  /** Follows the page in `frame`, which is about to load `url`. Returns the way to let go of it. */
  attach: (frame: HTMLIFrameElement, url: string, listener: PreviewListener) => () => void;
  seek: (frame: number) => void;
  perform: (action: PlayerAction) => void;
  change: (settings: Partial<PlayerSettings>) => void;
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

const SETTINGS_KEY = 'storydream.player';
const DEFAULTS: PlayerSettings = { loop: true, muted: false, volume: 1, rate: 1 };
const PING_MS = 1_000;
/** A page that draws a heavy frame may be late; an endless loop stays silent. */
const SILENT_MS = 5_000;
/** The first page of a pod loads a few megabytes; a build takes under a second. */
const LOADING_MS = 25_000;
const BUILDING_MS = 12_000;
const POSTER_SECONDS = 2;

export function createPreviewController(now: () => number): PreviewController {
  const store = createStore<PreviewState>(NO_PREVIEW);
  const settings = createStore<PlayerSettings>(readSettings());
  let send: (command: PageCommand) => void = () => undefined;
  /** A frame from within, for a video that nobody has moved yet: first frames tend to be empty. */
  let poster: 'due' | 'shown' | 'over' = 'due';

  function attach(frame: HTMLIFrameElement, url: string, listener: PreviewListener): () => void {
    const { origin } = new URL(url);
    let heardAt = now();
    let answersPings = false;
    /** Where the page before this one stood, until this one has told where it stands. */
    let left: number | null = store.get().frame;
    store.set((state) => loadPage(state, now()));
    const post = (command: PageCommand) => frame.contentWindow?.postMessage(toPage(command), origin);
    send = post;

    const hear = (event: MessageEvent<unknown>) => {
      if (event.origin !== origin || event.source !== frame.contentWindow) return;
      const message = fromPage(event.data);
      if (!message) return;
      heardAt = now();
      if (message.type === 'pong') answersPings = true;
      if (message.type === 'key') listener.key(message.key);
      if (message.type === 'no-access' && message.openTab) listener.openTab();
      if (message.type === 'ready') greet();
      store.set((state) => takeMessage(state, message, now()));
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
    if (store.get().picking) send({ type: 'pick', on: true });
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

  function place(frame: number): void {
    const { clip } = store.get();
    if (!clip) return;
    const target = clampFrame(frame, clip);
    send({ type: 'seek', frame: target });
    // Shown at once; the page's own word follows.
    store.set((state) => (state.frame === target ? state : { ...state, frame: target }));
  }

  function change(update: Partial<PlayerSettings>): void {
    settings.set((before) => ({ ...before, ...update }));
    if (update.loop !== undefined) send({ type: 'loop', on: update.loop });
    if (update.muted !== undefined) send({ type: 'mute', on: update.muted });
    if (update.volume !== undefined) send({ type: 'volume', volume: update.volume });
    if (update.rate !== undefined) send({ type: 'rate', rate: update.rate });
    keepSettings(settings.get());
  }

  function perform(action: PlayerAction): void {
    const { clip, frame, playing } = store.get();
    if (!clip) return;
    const last = clip.durationInFrames - 1;
    const begins = poster === 'shown' && (action.type === 'toggle' || action.type === 'play');
    if (begins) seek(0);
    const move = (to: number) => {
      if (playing) send({ type: 'pause' });
      seek(to);
    };
    switch (action.type) {
      case 'toggle':
        if (!playing && frame >= last && !settings.get().loop) seek(0);
        send({ type: playing ? 'pause' : 'play' });
        break;
      case 'play':
      case 'pause':
        send({ type: action.type });
        break;
      case 'step':
        move(frame + action.frames);
        break;
      case 'seconds':
        seek(frame + action.seconds * clip.fps);
        break;
      case 'start':
        seek(0);
        break;
      case 'end':
        move(last);
        break;
      case 'mute':
        change({ muted: !settings.get().muted });
        break;
    }
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

function readSettings(): PlayerSettings {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(SETTINGS_KEY) ?? 'null');
    if (!isJson(kept)) return DEFAULTS;
    const { loop, muted, volume, rate } = kept;
    return {
      loop: typeof loop === 'boolean' ? loop : DEFAULTS.loop,
      muted: typeof muted === 'boolean' ? muted : DEFAULTS.muted,
      volume: typeof volume === 'number' && volume >= 0 && volume <= 1 ? volume : DEFAULTS.volume,
      rate: RATES.find((known) => known === rate) ?? DEFAULTS.rate,
    };
  } catch {
    return DEFAULTS; // storage is blocked, or not ours
  }
}

function keepSettings(value: PlayerSettings): void {
  try {
    localStorage.setItem(SETTINGS_KEY, JSON.stringify(value));
  } catch {
    // storage is blocked: the choice lasts as long as the page
  }
}
