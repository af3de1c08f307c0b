import { Audio } from '@remotion/media';
import { AbsoluteFill, Sequence, staticFile } from 'remotion';
import { Backdrop } from './components/Backdrop';
import { Caption } from './scenes/Caption';
import { Credit } from './scenes/Credit';

export const MyVideo = () => (
  <AbsoluteFill style={{ backgroundColor: '#2a1650' }}>
    <Backdrop background="#2a1650" sun="#ffb05c" wave="#c9b3ff" show="City Sounds, episode 14" until={315} />
    <Sequence name="Line 1" from={0} durationInFrames={75}>
      <Caption text="Put your ear to a bridge" color="#ffffff" accent="#ffcf6b" />
    </Sequence>
    <Sequence name="Line 2" from={75} durationInFrames={75}>
      <Caption text="and it hums the same note" color="#ffffff" accent="#ffcf6b" />
    </Sequence>
    <Sequence name="Line 3" from={150} durationInFrames={75}>
      <Caption text="all day and all night." color="#ffffff" accent="#ffcf6b" />
    </Sequence>
    <Sequence name="Line 4" from={225} durationInFrames={90}>
      <Caption text="That note is every car that ever crossed it." color="#ffffff" accent="#ffcf6b" />
    </Sequence>
    <Sequence name="Credit" from={315} durationInFrames={90}>
      <Credit title="Why cities hum" line="Listen to the whole story" background="#ffb05c" color="#2a1650" />
    </Sequence>
    <Audio name="Music" src={staticFile('sounds/music-calm.mp3')} volume={0.2} loop />
  </AbsoluteFill>
);
