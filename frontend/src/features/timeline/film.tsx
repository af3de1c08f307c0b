import type { Scene } from '@/lib/timeline';

/** The pictures of a scene, side by side; a plain clip while there are none. */
export function Film({ scene }: { scene: Scene }) {
  return <span aria-hidden="true" data-scene={scene.name} className="absolute inset-0 bg-raised" />;
}
