import { useCallback, useContext, useEffect } from 'react';
import { isApple, isCombination } from '@/lib/keys';
import type { Key } from '@/lib/preview-protocol';
import { type Command, CommandsContext } from './commands';

const TYPING = 'input, textarea, select, [contenteditable], [role=menu], [role=dialog], [role=separator]';
const OWN_ARROWS = '[role=slider], [role=tablist], [role=radiogroup], [role=tree], [role=grid], [role=listbox]';
const PRESSED_BY_SPACE = 'button, a, summary';
const TEXT = 'input, textarea, select, [contenteditable]';

/** Does somebody type there, or use a menu's or a dialog's own keys? */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPING) !== null;
}

/** Is the key the focused element's own? */
function isTaken(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (isTyping(target)) return true;
  if (key === ' ' || key === 'Enter') return target.closest(PRESSED_BY_SPACE) !== null;
  return /^(Arrow|Home|End|Page)/.test(key) && target.closest(OWN_ARROWS) !== null;
}

/** What a key does, wherever it was pressed: here, or in the preview, which forwards its keys. False for the browser's. */
export function useKeyHandler(): (key: Key, allowed?: (command: Command) => boolean) => boolean {
  const registry = useContext(CommandsContext);
  return useCallback(
    (key, allowed = () => true) => {
      const apple = isApple(navigator.platform);
      const command = registry
        ?.get()
        .find(
          (candidate) =>
            candidate.when !== false &&
            allowed(candidate) &&
            candidate.keys?.some((keys) => isCombination(keys, key, apple)),
        );
      command?.run();
      return command !== undefined;
    },
    [registry],
  );
}

/** The page's keys, never while somebody types. */
export function useShortcuts(): void {
  const handle = useKeyHandler();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const { key, shiftKey: shift, ctrlKey: ctrl, altKey: alt, metaKey: meta } = event;
      const taken = isTaken(event.target, key);
      const inText = event.target instanceof Element && event.target.closest(TEXT) !== null;
      const allowed = ({ anywhere }: Command) => !taken || (anywhere === true && inText);
      if (handle({ key, shift, ctrl, alt, meta }, allowed)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [handle]);
}
