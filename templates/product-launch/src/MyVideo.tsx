import { Audio } from '@remotion/media';
import { AbsoluteFill, Sequence, staticFile } from 'remotion';
import { Features } from './scenes/Features';
import { Finale } from './scenes/Finale';
import { Reveal } from './scenes/Reveal';
import { Teaser } from './scenes/Teaser';

export const MyVideo = () => (
  <AbsoluteFill style={{ backgroundColor: '#0d0a08' }}>
    <Sequence name="Teaser" from={0} durationInFrames={75}>
      <Teaser text="Hear the room" emphasis="you are in." background="#0d0a08" color="#f7efe4" accent="#ffb36b" />
    </Sequence>
    <Sequence name="Reveal" from={75} durationInFrames={90}>
      <Reveal name="Halo One" line="A speaker that listens first" background="#0d0a08" color="#f7efe4" accent="#ffb36b" />
      <Audio name="Boom" src={staticFile('sounds/boom-sub.mp3')} volume={0.6} />
    </Sequence>
    <Sequence name="Features" from={165} durationInFrames={120}>
      <Features
        first="Tunes itself to your room"
        second="Thirty hours on one charge"
        third="Made from recycled aluminium"
        background="#0d0a08"
        color="#f7efe4"
        accent="#ffb36b"
      />
    </Sequence>
    <Sequence name="Finale" from={271} durationInFrames={89}>
      <Finale name="Halo One" line="Out on 12 May" action="haloaudio.com" background="#ffb36b" color="#1d120a" />
    </Sequence>
    <Audio name="Music" src={staticFile('sounds/music-cinematic.mp3')} volume={0.45} loop />
  </AbsoluteFill>
);
