import { Audio } from '@remotion/media';
import { AbsoluteFill, Sequence, staticFile } from 'remotion';
import { Ending } from './scenes/Ending';
import { Hook } from './scenes/Hook';
import { Light } from './scenes/Light';
import { Move } from './scenes/Move';
import { Water } from './scenes/Water';

export const MyVideo = () => (
  <AbsoluteFill style={{ backgroundColor: '#dd3517' }}>
    <Sequence name="Hook" from={0} durationInFrames={80}>
      <Hook count="3 habits" text="that fix your mornings" background="#dd3517" color="#160905" accent="#fff0da" />
    </Sequence>
    <Sequence name="Light" from={70} durationInFrames={65}>
      <Light title="Light before phone" background="#ffc933" color="#160905" accent="#ff4a26" />
    </Sequence>
    <Sequence name="Water" from={125} durationInFrames={65}>
      <Water title="Water before coffee" background="#2747f0" color="#ffffff" accent="#8fe3ff" />
    </Sequence>
    <Sequence name="Move" from={180} durationInFrames={65}>
      <Move title="Move before mail" background="#fff0da" color="#160905" accent="#ff4a26" />
    </Sequence>
    <Sequence name="Ending" from={235} durationInFrames={65}>
      <Ending title="Save this for tomorrow" handle="@slowmornings" background="#160905" color="#fff0da" accent="#ffc933" />
    </Sequence>
    <Audio name="Music" src={staticFile('sounds/music-upbeat.mp3')} volume={0.4} loop />
  </AbsoluteFill>
);
