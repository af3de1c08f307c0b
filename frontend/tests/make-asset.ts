import type { Asset } from '@/api/types.generated';

export function asset(id: string, change: Partial<Asset> = {}): Asset {
  return {
    id,
    projectId: 'project-0001',
    name: `${id}.png`,
    kind: 'image',
    contentType: 'image/png',
    size: 3,
    sha256: 'a'.repeat(64),
    status: 'ready',
    authorId: 'lena-uid',
    createdAt: '2026-03-01T10:00:00.000Z',
    ...change,
  };
}
