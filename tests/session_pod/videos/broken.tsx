import './style.css';
import { AbsoluteFill, Html5Audio, Img, Sequence, staticFile } from 'remotion';
const text = (top: number, color: string, more: object = {}) =>
  ({ position: 'absolute', left: 200, top, color, fontSize: 60, fontFamily: 'sans-serif', whiteSpace: 'nowrap', ...more }) as const;
export const MyVideo = () => (
  <AbsoluteFill style={{ backgroundColor: '#000000' }}>
    <Sequence name="Opening" from={0} durationInFrames={90}>
      <div style={text(100, '#ffffff', { left: 10 })}>Near the edge</div>
      <div style={text(300, '#222222')}>Dark on dark</div>
      <div style={{ position: 'absolute', left: 200, top: 500, width: 200, overflow: 'hidden' }}>
        <div style={{ width: 900, fontSize: 60, fontFamily: 'sans-serif', color: '#ffffff' }}>Longer than its box</div>
      </div>
      <Html5Audio name="Bell" src={staticFile('bell.wav')} />
    </Sequence>
    <Sequence name="Middle" from={120} durationInFrames={60}>
      <div style={text(300, '#ffffff', { fontFamily: '"No Such Font"' })}>In another font</div>
      <Img src={staticFile('tiny.png')} style={{ position: 'absolute', left: 200, top: 420, width: 400, height: 200 }} />
    </Sequence>
    <Sequence name="Flash" from={150} durationInFrames={60}>
      <Sequence from={10} durationInFrames={20}><div style={text(200, '#ffffff')}>Gone before anybody could have read it</div></Sequence>
      <Img src={staticFile('huge.png')} style={{ position: 'absolute', left: 800, top: 420, width: 200, height: 100 }} />
      <div style={text(600, '#ffffff')}>So this stays</div>
    </Sequence>
    <Sequence name="Ending" from={210} durationInFrames={120}><div style={text(300, '#ffffff')}>The end</div></Sequence>
    <Sequence name="Never" from={330} durationInFrames={30}><div style={text(300, '#ffffff')}>Never seen</div></Sequence>
    <Html5Audio name="Bed" src={staticFile('bed.wav')} volume={0.2} />
  </AbsoluteFill>
);
export const jitter = () => Math.random();
export const clock = () => [Date.now(), new Date()];
export const later = () => setTimeout(() => undefined, 10);
export const moving = { transition: 'opacity 0.3s' };
export const missing = () => staticFile('nowhere.png');
export const Remote = () => <img src="https://example.com/logo.png" />;
