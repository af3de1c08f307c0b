import { AbsoluteFill, Sequence } from 'remotion';
import { Opening } from './scenes/Opening';

export const MyVideo = () => (
  <AbsoluteFill style={{ backgroundColor: '#f4efe6' }}>
    <Sequence name="Opening" from={0} durationInFrames={180}>
      <Opening title="A blank page" line="Say what happens first." background="#f4efe6" color="#1d1a16" accent="#c8482a" />
    </Sequence>
  </AbsoluteFill>
);
