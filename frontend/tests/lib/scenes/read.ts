import { type Edited, type Files, type Reason, readVideo, type Video } from '@/lib/scenes';

export function videoOf(files: Files): Video {
  const video = readVideo(files);
  if (!video.ok) throw new Error(JSON.stringify(video.reason));
  return video.value;
}

/** The files with a change in them. */
export function withEdit(files: Files, edited: Edited): Files {
  if (!edited.ok) throw new Error(JSON.stringify(edited.reason));
  return { ...files, ...edited.value };
}

export function reasonOf(outcome: Edited | ReturnType<typeof readVideo>): Reason | null {
  return outcome.ok ? null : outcome.reason;
}

/** "Intro 0+60" of each scene, and the video's length. */
export function timesOf(files: Files): string {
  const video = videoOf(files);
  const scenes = video.scenes.map(({ name, from, durationInFrames }) => `${name} ${from}+${durationInFrames}`);
  return `${scenes.join(', ')} = ${video.durationInFrames}`;
}

const ROOT = `import { Composition } from 'remotion';
import { MyVideo } from './MyVideo';

export const RemotionRoot = () => (
  <Composition id="MyVideo" component={MyVideo} width={1920} height={1080} fps={30} durationInFrames={LENGTH} />
);
`;

/** A project of which only the video's own file matters. */
export function project(myVideo: string, length: number): Files {
  return { 'src/Root.tsx': ROOT.replace('LENGTH', String(length)), 'src/MyVideo.tsx': myVideo };
}
