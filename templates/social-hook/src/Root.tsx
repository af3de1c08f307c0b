import { Composition } from 'remotion';
import './fonts';
import { MyVideo } from './MyVideo';

export const RemotionRoot = () => (
  <Composition id="MyVideo" component={MyVideo} width={1080} height={1920} fps={30} durationInFrames={300} />
);
