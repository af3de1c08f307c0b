import { Audio } from '@remotion/media';
import { AbsoluteFill, Sequence, staticFile } from 'remotion';
import { Author } from './scenes/Author';
import { Opening } from './scenes/Opening';
import { Quote } from './scenes/Quote';

export const MyVideo = () => (
  <AbsoluteFill style={{ backgroundColor: '#123a30' }}>
    <Sequence name="Opening" from={0} durationInFrames={75}>
      <Opening label="Words to work by" background="#123a30" color="#f6ecdc" accent="#f28b66" />
    </Sequence>
    <Sequence name="Quote" from={75} durationInFrames={120}>
      <Quote text="The best way out is always" emphasis="through." background="#123a30" color="#f6ecdc" accent="#f28b66" />
    </Sequence>
    <Sequence name="Author" from={181} durationInFrames={74}>
      <Author name="Robert Frost" role="A Servant to Servants, 1914" background="#f28b66" color="#12261f" />
    </Sequence>
    <Audio name="Music" src={staticFile('sounds/music-calm.mp3')} volume={0.35} loop />
  </AbsoluteFill>
);
