import { AbsoluteFill } from 'remotion';
import { Background } from './components/Background';
import { Title } from './components/Title';

export const MyVideo = () => (
  <AbsoluteFill style={{ backgroundColor: '#1b1f4b' }}>
    <Background
      skyTop="#232a5c"
      skyMiddle="#8a5a83"
      skyBottom="#f6b48a"
      sun="#ffe9c7"
      farHills="#6b4a78"
      middleHills="#453763"
      nearHills="#231f47"
    />
    <Title title="Every story starts somewhere" subtitle="Tell me what yours looks like" color="#fff6e9" />
  </AbsoluteFill>
);
