import './style.css';
import { AbsoluteFill, Html5Audio, Img, random, Sequence, staticFile, useCurrentFrame } from 'remotion';
const text = (top: number, color: string) => ({ position: 'absolute', left: 200, top, color, fontSize: 60, fontFamily: 'sans-serif' }) as const;
const Typed = ({ words }: { words: string }) => <div style={text(300, '#ffffff')}>{words.slice(0, 1 + Math.floor(useCurrentFrame() / 3))}</div>;
const Counted = () => <div style={text(500, '#ffffff')}>{useCurrentFrame() * 7} sold</div>;
export const MyVideo = () => (
  <AbsoluteFill style={{ backgroundColor: '#000000' }}>
    <Sequence name="Opening" from={0} durationInFrames={100}>
      <Typed words="Letter by letter" />
      <Counted />
      <div aria-hidden="true" style={{ ...text(650, '#111111'), left: 5 }}>Decoration</div>
      <Html5Audio name="Bell" src={staticFile('bell.wav')} />
    </Sequence>
    <Sequence name="Middle" from={90} durationInFrames={110}>
      <AbsoluteFill style={{ backgroundColor: '#ffffff' }}>
        <div style={text(300, '#222222')}>Dark on white</div>
        <div style={{ ...text(420, '#ffffff'), backgroundImage: 'linear-gradient(90deg, #a00, #00a)', backgroundClip: 'text', WebkitTextFillColor: 'transparent' }}>Painted</div>
        <Img src={staticFile('fitting.png')} style={{ position: 'absolute', left: 200, top: 520, width: 200, height: 100 }} />
      </AbsoluteFill>
    </Sequence>
    <Sequence name="Ending" from={200} durationInFrames={100}>
      <div style={{ ...text(300, '#999999'), textShadow: '0 0 9px #000' }}>The end</div>
    </Sequence>
    <Html5Audio name="Bed" src={staticFile('bed.wav')} loop volume={0.2} />
  </AbsoluteFill>
);
export const steady = () => [random('seed'), new Date(0), { transition: 'none' }, 'https://example.com is only named'];
export const space = 'http://www.w3.org/2000/svg';
