import { describe, expect, it } from 'vitest';
import { isApple, isCombination, keyNames } from '@/lib/keys';

const pressed = (key: string, held: Partial<Record<'shift' | 'ctrl' | 'alt' | 'meta', boolean>> = {}) => ({
  key,
  shift: false,
  ctrl: false,
  alt: false,
  meta: false,
  ...held,
});

describe('combinations of keys', () => {
  it('are told from the browser’s own by what is held with them', () => {
    expect(isCombination('l', pressed('l'), false)).toBe(true);
    expect(isCombination('l', pressed('L'), false)).toBe(true); // caps lock
    expect(isCombination('l', pressed('L', { shift: true }), false)).toBe(false);
    expect(isCombination('l', pressed('l', { ctrl: true }), false)).toBe(false);
    expect(isCombination('l', pressed('l', { alt: true }), false)).toBe(false);
    expect(isCombination('ArrowRight', pressed('ArrowRight', { shift: true }), false)).toBe(false);
    expect(isCombination('shift+ArrowRight', pressed('ArrowRight', { shift: true }), false)).toBe(true);
    expect(isCombination('Space', pressed(' '), false)).toBe(true);
  });

  it('take a sign wherever the keyboard has it', () => {
    expect(isCombination('?', pressed('?', { shift: true }), false)).toBe(true);
    expect(isCombination('?', pressed('?'), false)).toBe(true);
    expect(isCombination('/', pressed('?', { shift: true }), false)).toBe(false);
  });

  it('mean ⌘ on Apple’s keyboards and Ctrl elsewhere, never the other', () => {
    expect(isCombination('mod+k', pressed('k', { ctrl: true }), false)).toBe(true);
    expect(isCombination('mod+k', pressed('k', { meta: true }), false)).toBe(false);
    expect(isCombination('mod+k', pressed('k', { meta: true }), true)).toBe(true);
    expect(isCombination('mod+k', pressed('k', { ctrl: true }), true)).toBe(false);
    expect(isCombination('mod+shift+z', pressed('Z', { ctrl: true, shift: true }), false)).toBe(true);
    expect(isCombination('mod+z', pressed('Z', { ctrl: true, shift: true }), false)).toBe(false);
    expect([isApple('MacIntel'), isApple('iPhone'), isApple('Linux x86_64')]).toEqual([true, true, false]);
  });

  it('are called as the keys are', () => {
    expect(keyNames('mod+shift+z', false)).toEqual(['Ctrl', 'Shift', 'Z']);
    expect(keyNames('mod+k', true)).toEqual(['⌘', 'K']);
    expect(keyNames('shift+ArrowLeft', false)).toEqual(['Shift', '←']);
    expect(keyNames('Escape', false)).toEqual(['Esc']);
  });
});
