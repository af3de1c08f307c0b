import { Audio } from '@remotion/media';
import { AbsoluteFill, Sequence, staticFile } from 'remotion';
import { Count } from './scenes/Count';
import { Doors } from './scenes/Doors';
import { Poster } from './scenes/Poster';

export const MyVideo = () => (
  <AbsoluteFill style={{ backgroundColor: '#f5efe2' }}>
    <Sequence name="Three" from={0} durationInFrames={45}>
      <Count number="3" label="days to go" background="#f5efe2" color="#1010c8" shape="circle" accent="#ff5fa2" />
      <Audio name="Hit" src={staticFile('sounds/hit-punch.mp3')} volume={0.6} />
    </Sequence>
    <Sequence name="Two" from={45} durationInFrames={45}>
      <Count number="2" label="stages by the water" background="#ff5fa2" color="#17104a" shape="square" accent="#ffd23f" />
      <Audio name="Hit" src={staticFile('sounds/hit-punch.mp3')} volume={0.6} />
    </Sequence>
    <Sequence name="One" from={90} durationInFrames={45}>
      <Count number="1" label="night you’ll remember" background="#ffd23f" color="#17104a" shape="half" accent="#ff7a3d" />
      <Audio name="Hit" src={staticFile('sounds/hit-punch.mp3')} volume={0.6} />
    </Sequence>
    <Sequence name="Poster" from={135} durationInFrames={105}>
      <Poster title="Harbour Lights" subtitle="Open-air music festival" background="#1a1aff" color="#f5efe2" accent="#ff5fa2" second="#ffd23f" />
    </Sequence>
    <Sequence name="Doors" from={226} durationInFrames={89}>
      <Doors date="21 June" place="Pier 7, from seven" action="harbourlights.org" background="#f5efe2" color="#17104a" accent="#ff5fa2" second="#ffd23f" third="#1a1aff" />
    </Sequence>
    <Audio name="Music" src={staticFile('sounds/music-celebratory.mp3')} volume={0.4} loop />
  </AbsoluteFill>
);
