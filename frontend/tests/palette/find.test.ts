import { describe, expect, it } from 'vitest';
import { fits } from '@/features/palette/find';

describe('finding a command', () => {
  it('takes what holds every typed word, and none of the rest', () => {
    expect(fits('Scene 2, Viaduct', 'sce')).toBe(1);
    expect(fits('Scene 2, Viaduct', 'via sce')).toBeGreaterThan(0);
    expect(fits('One second back', 'sce')).toBe(0);
    expect(fits('Scene 2, Viaduct', 'scene 3')).toBe(0);
  });

  it('prefers the beginning of the name, then of a word', () => {
    expect(fits('Stop the turn', 'stop')).toBeGreaterThan(fits('Full stop', 'stop'));
    expect(fits('Full stop', 'stop')).toBeGreaterThan(fits('Nonstop', 'stop'));
  });
});
