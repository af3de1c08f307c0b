// The video as the export draws it: Remotion's own render entry, stepped by the driver through `window.storydream`.
// The user's code runs in this page too and can change all of it: what comes out is data, checked and bounded outside.
import { look, type Look } from './look.ts';
import { tracks, type Tracks } from './tracks.ts';

declare global {
  interface Window {
    storydream: Eyes;
  }
}

/** What went wrong in the page; `stack` is of served code. */
export interface Failure {
  message: string;
  stack?: string;
}

export interface Composition {
  id: string;
  width: number;
  height: number;
  fps: number;
  durationInFrames: number;
}

/** A step's outcome; the driver looks at `failure` first. */
export type Step<Value> = { failure: Failure } | { value: Value };

interface Eyes {
  /** Loads the project, or the other version of it that is laid out, and puts its first composition up. */
  prepare(which: 'project' | 'version'): Promise<Step<Composition>>;
  /** Puts a frame up, whole: data, images and fonts have loaded. With `look`, tells what is in it. */
  seek(frame: number, look: boolean): Promise<Step<(Look & Tracks) | null>>;
  /** Texts leave no pixels while `hidden`: what is behind them can be seen. */
  hideTexts(hidden: boolean): void;
}

const REGISTER_MS = 2000;

let failure: Failure | null = null;
let composition: Composition | null = null;

const failed = (thrown: unknown): Failure => {
  const error = thrown instanceof Error ? thrown : null;
  return { message: (error ? error.message || error.name : String(thrown)).slice(0, 2000), ...(error?.stack ? { stack: error.stack.slice(0, 16_000) } : {}) };
};

window.addEventListener('error', (event) => {
  if (event.message) failure ??= failed(event.error ?? event.message);
});
window.addEventListener('unhandledrejection', (event) => {
  failure ??= failed(event.reason);
});

/** Until the page is ready for its picture, as Remotion's renderer waits. */
async function ready(): Promise<Failure | null> {
  for (;;) {
    if (failure) return failure;
    if (window.remotion_cancelledError !== undefined) {
      const stack = window.remotion_cancelledError;
      return { message: stack.split('\n', 1)[0] ?? 'The render was cancelled.', stack };
    }
    if (window.remotion_renderReady === true) return null;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function attempt<Value>(work: () => Promise<Value>): Promise<Step<Value>> {
  try {
    const value = await work();
    return failure ? { failure } : { value };
  } catch (error) {
    return { failure: failure ?? failed(error) };
  }
}

async function settled(): Promise<void> {
  const problem = await ready();
  if (problem) throw Object.assign(new Error(problem.message), { stack: problem.stack });
}

/** Compositions register themselves in an effect, which may run after the page says that it is ready. */
async function registered(): Promise<string> {
  for (const from = performance.now(); performance.now() - from < REGISTER_MS; ) {
    const [id] = window.remotion_getCompositionNames();
    if (id !== undefined) return id;
    await settled();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('src/Root.tsx registers no <Composition>.');
}

window.storydream = {
  prepare: (which) =>
    attempt(async () => {
      await import('@remotion/studio/renderEntry');
      await (which === 'version' ? import('virtual:storydream/version') : import('virtual:storydream/project'));
      window.remotion_setBundleMode({ type: 'evaluation' });
      await settled();
      const id = await registered();
      const calculated = await window.remotion_calculateComposition(id);
      const { width, height, fps, durationInFrames } = calculated;
      composition = { id, width, height, fps, durationInFrames };
      window.remotion_setBundleMode({
        type: 'composition',
        compositionName: id,
        serializedResolvedPropsWithSchema: calculated.serializedResolvedPropsWithCustomSchema,
        compositionDurationInFrames: durationInFrames,
        compositionFps: fps,
        compositionHeight: height,
        compositionWidth: width,
        compositionDefaultCodec: null,
        compositionDefaultOutName: null,
        compositionDefaultVideoImageFormat: null,
        compositionDefaultPixelFormat: null,
        compositionDefaultProResProfile: null,
        compositionDefaultSampleRate: null,
      } as unknown as Parameters<typeof window.remotion_setBundleMode>[0]);
      await settled();
      return composition;
    }),

  seek: (frame, wantsLook) =>
    attempt(async () => {
      if (!composition) throw new Error('No composition is up.');
      // What is only measured needn't be painted, which is most of the work.
      document.documentElement.style.opacity = wantsLook ? '0' : '';
      window.remotion_setFrame(frame, composition.id, 1);
      await settled();
      await document.fonts.ready;
      return wantsLook ? { ...look(), ...tracks() } : null;
    }),

  hideTexts(hidden) {
    document.getElementById('storydream-hidden')?.remove();
    if (!hidden) return;
    const style = document.createElement('style');
    style.id = 'storydream-hidden';
    style.textContent =
      '#video-container *{color:transparent!important;-webkit-text-fill-color:transparent!important;-webkit-text-stroke-color:transparent!important;text-shadow:none!important;text-decoration-color:transparent!important;caret-color:transparent!important}#video-container text,#video-container tspan{fill:transparent!important;stroke:transparent!important}';
    document.head.append(style);
  },
};
