import { useState } from 'react';
import type { MessageContext } from '@/api/types.generated';
import { usePreview, usePreviewActions } from '@/hooks/use-preview';
import { contextOf, elementName, momentOf } from '@/lib/pointing';

export interface Scope {
  /** "Sunrise · 0:04", "“Slow Coast” · Sunrise · 0:04"; null when the message is about no place. */
  label: string | null;
  /** Something was pointed at; else it is where the playhead stands. */
  pointed: boolean;
  /** As it goes with the message. */
  context: MessageContext | null;
  /** Let go of what was pointed at, else of the place. */
  remove: () => void;
  /** The message has gone: the next one is about where one is then. */
  reset: () => void;
}

/** Where in the video the next message is about. */
export function useScope(): Scope {
  const [removed, setRemoved] = useState(false);
  const { unpoint } = usePreviewActions();
  const clip = usePreview((state) => state.clip);
  const sha = usePreview((state) => state.sha);
  const frame = usePreview((state) => state.frame);
  const scene = usePreview((state) => state.scene);
  const pointed = usePreview((state) => state.pointed);
  const reset = () => {
    setRemoved(false);
    unpoint();
  };
  if (pointed && clip) {
    const parts = [elementName(pointed.element), pointed.scene, momentOf(pointed.frame, clip.fps)];
    return {
      label: parts.filter(Boolean).join(' · '),
      pointed: true,
      context: contextOf(pointed),
      remove: unpoint,
      reset,
    };
  }
  const here = clip && !removed;
  return {
    label: here ? [scene, momentOf(frame, clip.fps)].filter(Boolean).join(' · ') : null,
    pointed: false,
    context: here ? contextOf({ sha, frame }) : null,
    remove: () => setRemoved(true),
    reset,
  };
}
