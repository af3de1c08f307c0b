import type { CSSProperties } from 'react';
import { Img, staticFile, useCurrentFrame } from 'remotion';
import { mix } from './motion';

type PictureProps = { photo: string; drift: 'in' | 'left' | 'right'; /** Over how many frames it moves. */ frames: number; style?: CSSProperties };

/** A photo that fills its frame and never stands quite still. */
export const Picture = ({ photo, drift, frames, style }: PictureProps) => {
  const part = useCurrentFrame() / frames;
  const scale = drift === 'in' ? mix(1.04, 1.13, part) : 1.1;
  const x = drift === 'in' ? 0 : (drift === 'left' ? 1 : -1) * mix(-2.4, 2.4, part);
  return (
    <div style={{ position: 'absolute', overflow: 'hidden', ...style }}>
      <Img src={staticFile(photo)} style={{ width: '100%', height: '100%', objectFit: 'cover', scale: `${scale}`, translate: `${x}% 0` }} />
    </div>
  );
};
