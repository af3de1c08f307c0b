import type { CSSProperties } from 'react';
import { useCurrentFrame } from 'remotion';
import { progress } from './motion';

type WordsProps = {
  text: string;
  /** The frame at which the first word comes in, and how many frames later each next one. */
  start?: number;
  stagger?: number;
  style?: CSSProperties;
};

/** A text whose words rise into place one after the other. */
export const Words = ({ text, start = 0, stagger = 3, style }: WordsProps) => {
  const frame = useCurrentFrame();
  return (
    <div style={{ textWrap: 'balance', ...style }}>
      {text.split(' ').map((word, index) => {
        const part = progress(frame, start + index * stagger, 22);
        return (
          <span key={`${index} ${word}`}>
            <span style={{ display: 'inline-block', opacity: part, translate: `0 ${(1 - part) * 0.45}em` }}>{word}</span>{' '}
          </span>
        );
      })}
    </div>
  );
};
