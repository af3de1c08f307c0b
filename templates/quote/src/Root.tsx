import { Composition } from 'remotion';
import './fonts';
import { MyVideo } from './MyVideo';

export const RemotionRoot = () => (
  <Composition id="MyVideo" component={MyVideo} width={1920} height={1080} fps={30} durationInFrames={255} />
);
