import type { ReactNode } from 'react';
import { usePlayerSettings } from '@/hooks/use-player';
import { useWide } from '@/hooks/use-wide';
import { cx } from '@/lib/cx';
import type { Clip } from '@/lib/preview-protocol';
import { SafeAreas } from './safe-areas';

export interface VideoBoxProps {
  /** The video's own shape; 16:9 while it isn't known. */
  clip: Pick<Clip, 'width' | 'height'> | null;
  /** Black, where a veil lies over a picture. */
  black?: boolean;
  children: ReactNode;
}

/**
 * The video in its own shape: as large as fits, or as large as one wishes and scrolled. It fills an element that has a
 * size of its own (`@container-size`).
 */
export function VideoBox({ clip, black = false, children }: VideoBoxProps) {
  const { zoom, safeAreas } = usePlayerSettings();
  const { width, height } = clip ?? { width: 1920, height: 1080 };
  const wide = useWide();
  const fits = zoom === 'fit' || !wide;
  return (
    <div
      tabIndex={fits ? -1 : 0}
      className={cx('grid size-full min-h-0 place-items-center-safe', fits ? 'overflow-hidden' : 'overflow-auto')}
    >
      <div
        data-testid="video-box"
        className={cx('relative shrink-0 overflow-hidden', fits && 'md:rounded-md', black && 'bg-black')}
        style={{
          aspectRatio: `${width} / ${height}`,
          width: fits ? `min(100cqw, calc(100cqh * ${width / height}))` : `${width * zoom}px`,
        }}
      >
        {children}
        {safeAreas && <SafeAreas upright={height > width} />}
      </div>
    </div>
  );
}
