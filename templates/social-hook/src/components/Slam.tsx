import type { CSSProperties } from 'react';
import { useCurrentFrame } from 'remotion';
import { progress } from './motion';

type SlamProps = { text: string; start?: number; stagger?: number; style?: CSSProperties };

/** Words that hit the picture one after the other, each a little askew until it sits. */
export const Slam = ({ text, start = 0, stagger = 4, style }: SlamProps) => {
  const frame = useCurrentFrame();
  return (
    <div style={style}>
      {text.split(' ').map((word, index) => {
        const at = start + index * stagger;
        const part = progress(frame, at, 12);
        const tilt = (index % 2 === 0 ? -1 : 1) * (1 - part) * 6;
        return (
          <span key={`${index} ${word}`}>
            <span
              style={{
                display: 'inline-block',
                opacity: progress(frame, at, 3),
                scale: `${1 + (1 - part) * 0.3}`,
                rotate: `${tilt}deg`,
              }}
            >
              {word}
            </span>{' '}
          </span>
        );
      })}
    </div>
  );
};
