import { describe, expect, it } from 'vitest';
import { ID_PATTERN, newId } from '@/lib/ids';
import { arrangeProjects, groupProjects } from '@/lib/project-list';
import { returnPath, signInPath } from '@/lib/return-path';
import { durationName, settingsFor, sizeName } from '@/lib/video';
import { daysLeft, whenName } from '@/lib/when';
import { makeProject } from '../fakes';

describe('ids', () => {
  it('have the form that every part accepts, and never repeat', () => {
    const ids = Array.from({ length: 500 }, newId);
    expect(ids.every((id) => ID_PATTERN.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(500);
  });
});

describe('the way back after signing in', () => {
  it.each(['/projects/abc12345', '/projects/abc12345?v=1#t', '/settings'])('leads to %s', (path) => {
    expect(returnPath(new URL(signInPath(path), 'http://x').searchParams.get('next'))).toBe(path);
  });
  it.each([null, '', 'projects', 'https://evil.example', '//evil.example', '/\\evil.example', '/sign-in?next=/'])(
    'leads to the projects from %j',
    (next) => expect(returnPath(next)).toBe('/projects'),
  );
});

describe('words for a video', () => {
  it.each([
    [{ fps: 30, durationInFrames: 720 }, '0:24'],
    [{ fps: 30, durationInFrames: 1 }, '0:01'],
    [{ fps: 25, durationInFrames: 25 * 80 }, '1:20'],
    [{ fps: 30, durationInFrames: 30 * 3725 }, '1:02:05'],
  ])('%j lasts %s', (settings, name) => expect(durationName(settings)).toBe(name));

  it('knows the usual shapes at any resolution', () => {
    expect(sizeName({ width: 1280, height: 720 })).toBe('16:9');
    expect(sizeName({ width: 720, height: 1280 })).toBe('9:16');
    expect(sizeName(settingsFor('1:1'))).toBe('1:1');
    expect(sizeName({ width: 1000, height: 700 })).toBe('1000 × 700');
  });
});

describe('words for a time', () => {
  const now = new Date(2026, 10, 23, 12, 0);
  const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();
  it.each([
    [at(2026, 10, 23, 11, 59), '1 min ago'],
    [at(2026, 10, 23, 12, 0), 'just now'],
    [at(2026, 10, 23, 0, 5), 'today'],
    [at(2026, 10, 22, 23, 55), 'yesterday'],
    [at(2026, 10, 9, 9, 0), '9 Nov'],
    [at(2025, 10, 9, 9, 0), '9 Nov 2025'],
  ])('%s is %s', (iso, words) => expect(whenName(iso, now)).toBe(words));

  it('counts whole days that are left, down to none', () => {
    expect(daysLeft(at(2026, 10, 22, 12, 0), 30, now)).toBe(29);
    expect(daysLeft(at(2026, 8, 1, 12, 0), 30, now)).toBe(0);
  });
});

describe('the list of projects', () => {
  const mine = makeProject({ id: 'mine-0001' });
  const shared = makeProject({ id: 'shared-01', userId: 'mika-uid' });
  const trashed = makeProject({ id: 'trash-001', deletedAt: '2026-03-02T10:00:00.000Z' });
  const foreignTrash = makeProject({ id: 'trash-002', userId: 'mika-uid', deletedAt: '2026-03-02T10:00:00.000Z' });

  it('puts each where it belongs, and shows nobody else’s trash', () => {
    const groups = groupProjects([mine, shared, trashed, foreignTrash], 'lena-uid');
    expect(groups).toEqual({ mine: [mine], shared: [shared], trash: [trashed] });
  });

  it('finds every word, anywhere in name and description', () => {
    const lamp = makeProject({ id: 'lamp-0001', name: 'Lamp 02', description: 'Launch film' });
    expect(arrangeProjects([mine, lamp], 'film LAMP', 'name')).toEqual([lamp]);
    expect(arrangeProjects([mine, lamp], 'film coast', 'name')).toEqual([]);
  });

  it('sorts by what was asked; a new project counts from its making', () => {
    const opened = makeProject({ id: 'open-0001', name: 'Part 10', lastOpenedAt: '2026-03-05T10:00:00.000Z' });
    const fresh = makeProject({ id: 'new-00001', name: 'Part 9', createdAt: '2026-03-06T10:00:00.000Z' });
    const ids = (sort: 'opened' | 'name') => arrangeProjects([mine, opened, fresh], '', sort).map(({ id }) => id);
    expect(ids('opened')).toEqual(['new-00001', 'open-0001', 'mine-0001']);
    expect(ids('name')).toEqual(['new-00001', 'open-0001', 'mine-0001']);
  });
});
