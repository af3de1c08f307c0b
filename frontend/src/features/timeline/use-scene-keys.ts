import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { usePlayerActions } from '@/hooks/use-player';
import type { Scenes } from './use-scenes';

/** Several presses make one version: it is stored when none has come for this long. */
const STILL_MS = 700;

/** The scenes with the keyboard: arrows go from one to the next, with Alt they move it, with Alt and Shift its end. */
export function useSceneKeys({ shown, editable, move, trim }: Scenes, focus: (index: number) => void) {
  const { seek } = usePlayerActions();
  const [trimming, setTrimming] = useState<{ index: number; durationInFrames: number } | null>(null);
  const latest = useRef(trim);
  useEffect(() => {
    latest.current = trim;
  });
  useEffect(() => {
    if (!trimming) return;
    const timer = setTimeout(() => {
      setTrimming(null);
      latest.current(trimming.index, trimming.durationInFrames);
    }, STILL_MS);
    return () => clearTimeout(timer);
  }, [trimming]);

  const go = (index: number) => {
    const scene = shown[index];
    if (!scene) return;
    seek(Math.max(0, scene.from));
    focus(index);
  };
  const arrange = (index: number, way: 1 | -1, shift: boolean) => {
    const scene = shown[index];
    if (!scene || scene.locked || !editable) return;
    if (shift) {
      const now = trimming?.index === index ? trimming.durationInFrames : scene.durationInFrames;
      setTrimming({ index, durationInFrames: Math.max(1, now + way) });
    } else if (shown[index + way]) {
      move(index, index + way);
      focus(index + way);
    }
  };
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const { key, altKey, shiftKey } = event;
    const way = key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : key === 'ArrowRight' || key === 'ArrowDown' ? 1 : 0;
    if (way && altKey) arrange(index, way, shiftKey);
    else if (way && !shiftKey) go(index + way);
    else if (key === 'Home') go(0);
    else if (key === 'End') go(shown.length - 1);
    else if (key === 'Enter') go(index);
    else return;
    event.preventDefault();
  };
  return { trimming, onKeyDown };
}
