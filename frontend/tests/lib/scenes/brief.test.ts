import { describe, expect, it } from 'vitest';
import {
  deleteScene,
  duplicateScene,
  isLocked,
  lockedScenes,
  lockScene,
  moveScene,
  renameScene,
  setProp,
  trimScene,
  unlockScene,
} from '@/lib/scenes';
import { reasonOf, timesOf, withEdit } from './read';
import { template } from './templates';

const BRIEF = `# Brief

## Purpose
- Not a scene

## Locked scenes
- **Intro** — as the client wants it
* "Big finish": approved

## Decisions
- Calm
`;

describe('locked scenes', () => {
  it('are read as the pod reads them', () => {
    expect(lockedScenes(BRIEF)).toEqual(['Intro', 'Big finish']);
    expect(isLocked(lockedScenes(BRIEF), 'BigFinish')).toBe(true);
    expect(isLocked(lockedScenes(BRIEF), '')).toBe(false);
  });

  it('are added below the others, and taken away again', () => {
    const more = lockScene(BRIEF, 'Outro');
    expect(lockedScenes(more)).toEqual(['Intro', 'Big finish', 'Outro']);
    expect(unlockScene(more, 'outro')).toBe(BRIEF);
    expect(lockScene(more, 'Intro')).toBe(more);
    expect(lockedScenes(unlockScene(BRIEF, 'Intro'))).toEqual(['Big finish']);
  });

  it('find their place in a brief without one, or without a brief', () => {
    expect(lockScene(undefined, 'Intro')).toBe('# Brief\n\n## Locked scenes\n- Intro\n');
    expect(lockScene('# Brief\n\nCalm.\n', 'Intro')).toBe('# Brief\n\nCalm.\n\n## Locked scenes\n- Intro\n');
    expect(lockScene('## Locked scenes\n\n## More\n', 'A')).toBe('## Locked scenes\n- A\n\n## More\n');
  });
});

describe('a locked scene', () => {
  const files = { ...template('explainer'), 'BRIEF.md': lockScene(undefined, 'Colours') };

  it('stays as it is', () => {
    const changes = [
      moveScene(files, 1, 0),
      trimScene(files, 1, 200),
      renameScene(files, 1, 'Light'),
      setProp(files, 1, '0.title', 'Light'),
      deleteScene(files, 1),
    ];
    for (const change of changes) expect(reasonOf(change)).toEqual({ code: 'locked', scene: 'Colours' });
  });

  it('is pushed along by others, and may be copied', () => {
    expect(timesOf(withEdit(files, trimScene(files, 0, 100)))).toMatch(/Colours 86\+124/);
    expect(timesOf(withEdit(files, duplicateScene(files, 1)))).toMatch(/Colours 2 200\+124/);
  });
});
