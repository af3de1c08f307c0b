import { Audio } from '@remotion/media';
import { AbsoluteFill, Sequence, staticFile } from 'remotion';
import { Pieces } from './scenes/Pieces';
import { Signature } from './scenes/Signature';

export const MyVideo = () => (
  <AbsoluteFill style={{ backgroundColor: '#1b1038' }}>
    <Sequence name="Pieces" from={0} durationInFrames={75}>
      <Pieces background="#1b1038" first="#ff6b4a" second="#ffd166" third="#9d7bff" fourth="#f7f1ff" />
    </Sequence>
    <Sequence name="Signature" from={75} durationInFrames={105}>
      <Signature name="Northlight" line="Films that find their way" background="#f7f1ff" color="#1b1038" first="#ff6b4a" second="#ffd166" third="#9d7bff" fourth="#1b1038" />
      <Audio name="Sting" src={staticFile('sounds/sting-logo-bright.mp3')} volume={0.7} />
    </Sequence>
  </AbsoluteFill>
);
