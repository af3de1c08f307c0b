import type { Key } from './preview-protocol';

/**
 * A combination as it is registered: a key's name as browsers tell it ("k", "ArrowLeft", "Space", "?"), before it
 * `shift+`, `alt+` or `mod+`, which is ⌘ on Apple's keyboards and Ctrl on all others.
 */
export type Combination = string;

const SPOKEN: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
  Enter: '↵',
};

/** Is this the combination that was pressed? Signs such as `?` count wherever a keyboard has them, with Shift or without. */
export function isCombination(combination: Combination, pressed: Key, apple: boolean): boolean {
  const { key, shift, alt, mod } = parts(combination);
  const [wanted, other] = apple ? [pressed.meta, pressed.ctrl] : [pressed.ctrl, pressed.meta];
  if (wanted !== mod || other || pressed.alt !== alt) return false;
  const name = pressed.key === ' ' ? 'Space' : pressed.key;
  if (isSign(key)) return name === key;
  return pressed.shift === shift && name.toLowerCase() === key.toLowerCase();
}

/** What stands on the keys, one after the other: "Ctrl", "K". */
export function keyNames(combination: Combination, apple: boolean): string[] {
  const { key, shift, alt, mod } = parts(combination);
  return [
    ...(mod ? [apple ? '⌘' : 'Ctrl'] : []),
    ...(alt ? [apple ? '⌥' : 'Alt'] : []),
    ...(shift ? ['Shift'] : []),
    SPOKEN[key] ?? (key.length === 1 ? key.toUpperCase() : key),
  ];
}

export function isApple(platform: string): boolean {
  return /mac|iphone|ipad/i.test(platform);
}

function parts(combination: Combination) {
  const names = combination.split('+');
  return {
    key: names.at(-1) ?? '',
    shift: names.includes('shift'),
    alt: names.includes('alt'),
    mod: names.includes('mod'),
  };
}

/** Neither a letter nor a digit, which Shift may be needed for. */
function isSign(key: string): boolean {
  return key.length === 1 && !/[\p{L}\p{N}]/u.test(key);
}
