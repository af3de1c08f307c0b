import { Audio } from '@remotion/media';
import { AbsoluteFill, Sequence, staticFile } from 'remotion';
import { Bars } from './scenes/Bars';
import { Headline } from './scenes/Headline';
import { Share } from './scenes/Share';

export const MyVideo = () => (
  <AbsoluteFill style={{ backgroundColor: '#eef0f5' }}>
    <Sequence name="Headline" from={0} durationInFrames={100}>
      <Headline value={38} prefix="+" suffix="%" label="returning customers, in one quarter" background="#eef0f5" color="#12131a" accent="#ff5a34" />
    </Sequence>
    <Sequence name="Bars" from={100} durationInFrames={125}>
      <Bars
        title="They come back sooner each month"
        labels={['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun']}
        values={[41, 48, 46, 58, 66, 84]}
        unit="thousand orders a month"
        background="#eef0f5"
        color="#12131a"
        bar="#3d56e8"
        accent="#ff5a34"
      />
    </Sequence>
    <Sequence name="Share" from={225} durationInFrames={105}>
      <Share percent={62} title="now buy a second time" note="It was 45 percent in January" background="#3d56e8" color="#ffffff" accent="#ffd166" />
    </Sequence>
    <Audio name="Music" src={staticFile('sounds/music-corporate.mp3')} volume={0.35} loop />
  </AbsoluteFill>
);
