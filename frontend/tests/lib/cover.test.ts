import { expect, it } from 'vitest';
import { coverLook } from '@/lib/cover';

it('gives a project always the same cover, and projects different ones', () => {
  const ids = Array.from({ length: 60 }, (_, index) => `project-${index}-${index * 7919}`);
  expect(ids.map(coverLook)).toEqual(ids.map(coverLook));
  expect(new Set(ids.map((id) => coverLook(id).ground)).size).toBe(6);
});
