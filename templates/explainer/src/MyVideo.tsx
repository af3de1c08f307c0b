import { Audio } from '@remotion/media';
import { AbsoluteFill, Sequence, staticFile } from 'remotion';
import { Answer } from './scenes/Answer';
import { Colours } from './scenes/Colours';
import { Question } from './scenes/Question';
import { Scatter } from './scenes/Scatter';

export const MyVideo = () => (
  <AbsoluteFill style={{ backgroundColor: '#bfe0ff' }}>
    <Sequence name="Question" from={0} durationInFrames={90}>
      <Question title="Why is the sky blue?" background="#bfe0ff" color="#13245c" accent="#ffd23f" />
    </Sequence>
    <Sequence name="Colours" from={76} durationInFrames={124}>
      <Colours step={1} title="Sunlight is every colour at once" background="#191a4a" color="#ffffff" accent="#ffd23f" />
    </Sequence>
    <Sequence name="Scatter" from={186} durationInFrames={134}>
      <Scatter step={2} title="Air bounces blue around, and lets red pass" background="#e4dcff" color="#2a1e5c" accent="#3d6bff" second="#ff5a4a" />
    </Sequence>
    <Sequence name="Answer" from={306} durationInFrames={114}>
      <Answer step={3} title="So blue reaches you from everywhere" background="#4a92f5" color="#0d1b4d" accent="#ffd23f" />
    </Sequence>
    <Audio name="Music" src={staticFile('sounds/music-playful.mp3')} volume={0.35} loop />
  </AbsoluteFill>
);
