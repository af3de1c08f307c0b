import { describe, expect, it } from 'vitest';
import { elapsedName, noteStep, stepOf, stepsOf } from '@/lib/opening-steps';

describe('the steps of an opening', () => {
  it('carry the time each took, and those that went by unseen are done', () => {
    const times = noteStep(noteStep(noteStep([], 'claiming', 0), 'claiming', 50), 'starting', 100);
    expect(stepsOf(times)).toMatchObject([
      { key: 'claiming', state: 'done', label: 'claimingDone', startedAt: 0, endedAt: 100 },
      { key: 'restoring', state: 'done', startedAt: null, endedAt: null },
      { key: 'starting', state: 'now', label: 'startingNow', startedAt: 100 },
      { key: 'drawing', state: 'next' },
    ]);
  });

  it('name a project that is still being set up, and a line for a pod', () => {
    expect(stepOf({ state: 'claiming', step: '', sessionId: null })).toBe('setup');
    expect(stepOf({ state: 'queued', step: '', sessionId: 'x' })).toBe('waiting');
    expect(stepOf({ state: 'failed', step: '' })).toBeNull();
    expect(stepsOf(noteStep([], 'setup', 0)).map((step) => step.state)).toEqual([
      'now',
      'next',
      'next',
      'next',
      'next',
    ]);
  });

  it('say how long in the unit that fits', () => {
    expect([620, 14_200, 130_000].map(elapsedName)).toEqual(['0.6 s', '14 s', '2 min']);
  });
});
