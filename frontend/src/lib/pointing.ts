import type { ClickedElement, MessageContext } from '@/api/types.generated';

/** Something in the picture that somebody pointed at, and where the video stood then. */
export interface Pointed {
  element: ClickedElement;
  frame: number;
  scene: string | null;
  /** The checkpoint that played. */
  sha: string;
}

const TEXT_SHOWN = 28;
const SHA = /^[0-9a-f]{40}$/;
/** The edge takes no later one. */
const FRAME_MAX = 108_000;

/** “Slow Coast” for what says something, "Picture" for what doesn't. */
export function elementName({ text, name, file }: ClickedElement): string {
  if (text) return `“${text.length > TEXT_SHOWN ? `${text.slice(0, TEXT_SHOWN - 1).trimEnd()}…` : text}”`;
  return name || (file.split('/').at(-1) ?? file);
}

/** "0:04": a moment, as people say it. */
export function momentOf(frame: number, fps: number): string {
  const seconds = Math.max(0, Math.floor(frame / Math.max(1, fps)));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Where a message is about, as it is sent; a version that isn't known is left out. */
export function contextOf(at: { sha: string; frame: number; element?: ClickedElement }): MessageContext {
  const { sha, frame, element } = at;
  const place = { frame: Math.min(frame, FRAME_MAX), ...(element ? { element } : {}) };
  return SHA.test(sha) ? { sha, ...place } : place;
}
