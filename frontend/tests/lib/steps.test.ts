import { describe, expect, it } from 'vitest';
import { joinSteps, liveStep, type Step } from '@/lib/steps';

function step(change: Partial<Step>): Step {
  const edited = { id: 'step', kind: 'edit', label: 'Edited', path: 'src/A.tsx', state: 'done' } as const;
  return { ...edited, ms: 400, at: null, picture: null, ...change };
}

describe('the steps of a turn', () => {
  it('are one row where the same was done several times in a row', () => {
    const rows = joinSteps([step({}), step({}), step({ path: 'src/B.tsx' }), step({}), step({ state: 'running' })]);
    expect(rows.map(({ path, times, ms }) => [path, times, ms])).toEqual([
      ['src/A.tsx', 2, 800],
      ['src/B.tsx', 1, 400],
      ['src/A.tsx', 1, 400],
      ['src/A.tsx', 1, 400],
    ]);
  });

  it('stay apart when they are commands or failed', () => {
    const command = step({ kind: 'command', label: 'Ran npm test', path: null });
    expect(joinSteps([command, command, step({ state: 'failed' }), step({ state: 'failed' })])).toHaveLength(4);
  });

  it('say what is being done, what was, and what could not be', () => {
    const tool = { toolId: 't', name: 'create', label: 'Creating', path: 'src/A.tsx', ms: null, at: 0, picture: false };
    const told = (state: Step['state']) => liveStep({ ...tool, state }).label;
    expect([told('running'), told('done'), told('failed')]).toEqual(['Creating', 'Created', 'Couldn’t create']);
  });
});
