import { useEffect } from 'react';
import { useChat } from '@/hooks/use-messages';
import { useCanEdit } from '@/hooks/use-open-project';
import { usePreview, usePreviewActions } from '@/hooks/use-preview';
import { keyAction } from '@/lib/playback';
import type { Key } from '@/lib/preview-protocol';
import { useStopTurn } from './use-stop-turn';

const TYPING = 'input, textarea, select, [contenteditable], [role=menu], [role=dialog], [role=separator]';
const OWN_ARROWS = '[role=slider], [role=tablist], [role=radiogroup]';
const PRESSED_BY_SPACE = 'button, a, summary';

/** Does somebody type there, or use a menu's or a dialog's own keys? */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPING) !== null;
}

/** Is the key the focused element's own? */
function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (isTyping(target)) return true;
  if (key === ' ') return target.closest(PRESSED_BY_SPACE) !== null;
  return /^(Arrow|Home|End)/.test(key) && target.closest(OWN_ARROWS) !== null;
}

/** Full screen is the stage's: it is found by its mark, as the keys may come from anywhere. */
export function toggleFullScreen(): void {
  const stage = document.querySelector('[data-stage]');
  if (document.fullscreenElement) void document.exitFullscreen();
  else void stage?.requestFullscreen?.();
}

/** What a key does, wherever it was pressed: here, or in the preview, which forwards its keys. */
export function useKeyHandler(): (key: Key) => boolean {
  const { perform, pick } = usePreviewActions();
  const picking = usePreview((state) => state.picking);
  const canEdit = useCanEdit();
  const { workingTurnId } = useChat();
  const { stop } = useStopTurn();
  return (key) => {
    const action = keyAction(key);
    if (!action) return false;
    if (action.type === 'full-screen') toggleFullScreen();
    else if (action.type === 'point') {
      if (!canEdit) return false;
      pick(!picking);
    } else if (action.type === 'stop-turn' && picking) pick(false);
    else if (action.type === 'stop-turn') {
      if (!workingTurnId || document.fullscreenElement) return false;
      stop(workingTurnId);
    } else perform(action);
    return true;
  };
}

/** The workspace's keys, never while somebody types. */
export function useShortcuts(): void {
  const handle = useKeyHandler();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isTaken(event.target, event.key)) return;
      const { key, shiftKey: shift, ctrlKey: ctrl, altKey: alt, metaKey: meta } = event;
      if (handle({ key, shift, ctrl, alt, meta })) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [handle]);
}
