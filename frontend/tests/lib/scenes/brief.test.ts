import { describe, expect, it } from 'vitest';
import { isLocked, lockedScenes, lockScene, unlockScene } from '@/lib/scenes';

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
