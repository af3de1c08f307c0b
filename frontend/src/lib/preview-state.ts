import type { Fault } from './events';
import { type Marks, NO_MARKS } from './playback';
import type { Pointed } from './pointing';
import type { Clip, PageMessage } from './preview-protocol';

export type PreviewPhase = 'none' | 'loading' | 'ok' | 'building' | 'error' | 'no-access';

/** What the preview page said so far. */
export interface PreviewState {
  phase: PreviewPhase;
  /** When the phase began; ms. */
  since: number;
  /** The checkpoint that plays, empty until it is known; `dirty` when there are edits on top of it. */
  sha: string;
  dirty: boolean;
  fault: Fault | null;
  noAccess: string | null;
  clip: Clip | null;
  frame: number;
  /** The scene that plays, where the code names one. */
  scene: string | null;
  playing: boolean;
  /** The speed at which J and L play, backwards below 0; 0 while it is the usual one. */
  shuttle: number;
  /** Which part plays. */
  marks: Marks;
  /** A click into the picture points at something now. */
  picking: boolean;
  /** What was pointed at, for the next message. */
  pointed: Pointed | null;
  /** False when the page has stopped answering, as an endless loop makes it. */
  answering: boolean;
  /** True once a picture has been shown since the page was loaded. */
  drawn: boolean;
}

export const NO_PREVIEW: PreviewState = {
  phase: 'none',
  since: 0,
  sha: '',
  dirty: false,
  fault: null,
  noAccess: null,
  clip: null,
  frame: 0,
  scene: null,
  playing: false,
  shuttle: 0,
  marks: NO_MARKS,
  picking: false,
  pointed: null,
  answering: true,
  drawn: false,
};

/** A new page is being loaded. What is known of the video stays, so that the controls don't jump. */
export function loadPage(state: PreviewState, now: number): PreviewState {
  return {
    ...state,
    phase: 'loading',
    since: now,
    noAccess: null,
    answering: true,
    drawn: false,
    playing: false,
    shuttle: 0,
  };
}

export function takeMessage(state: PreviewState, message: PageMessage, now: number): PreviewState {
  const heard = state.answering ? state : { ...state, answering: true };
  switch (message.type) {
    case 'ready': {
      const last = message.clip.durationInFrames - 1;
      return { ...heard, clip: message.clip, frame: Math.min(heard.frame, last), marks: within(heard.marks, last) };
    }
    case 'ok':
      return { ...enter(heard, 'ok', now), sha: message.sha, dirty: message.dirty, fault: null, drawn: true };
    case 'error':
      // Not the video's fault: the page waits for its server, and reloads when it is back.
      if (message.fault.kind === 'disconnected') return enter(heard, 'building', now);
      return { ...enter(heard, 'error', now), fault: message.fault, playing: false };
    case 'building':
      return enter(heard, 'building', now);
    case 'frame':
      if (heard.frame === message.frame && heard.playing === message.playing && heard.scene === message.scene)
        return heard;
      return { ...heard, frame: message.frame, playing: message.playing, scene: message.scene };
    case 'picked': {
      // Only an answer counts: a page that tells of clicks nobody asked for puts no words into anybody's mouth.
      if (!heard.picking) return heard;
      const { element, frame, scene } = message;
      return { ...heard, picking: false, pointed: { element, frame, scene, sha: heard.sha } };
    }
    case 'pick-left':
      return heard.picking ? { ...heard, picking: false } : heard;
    case 'no-access':
      return { ...enter(heard, 'no-access', now), noAccess: message.reason, playing: false };
    case 'key':
    case 'muted':
    case 'pong':
      return heard;
  }
}

function enter(state: PreviewState, phase: PreviewPhase, now: number): PreviewState {
  return state.phase === phase ? state : { ...state, phase, since: now };
}

/** Marks beyond the end of a video that became shorter are gone. */
function within(marks: Marks, last: number): Marks {
  const [start, end] = [marks.in, marks.out];
  if ((start ?? 0) < last && (end ?? 0) <= last) return marks;
  return { in: start !== null && start < last ? start : null, out: end !== null && end <= last ? end : null };
}
