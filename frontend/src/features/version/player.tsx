import { type ReactNode, useState } from 'react';
import { CommandsContext, createCommands } from '@/features/palette/commands';
import { useShortcuts } from '@/features/palette/use-key-handler';
import { PlayerControls } from '@/features/preview/player-controls';
import { SeekBar } from '@/features/preview/seek-bar';
import { useTransportCommands } from '@/features/preview/use-transport-commands';
import { VideoBox } from '@/features/preview/video-box';
import { createPreviewController } from '@/hooks/preview-controller';
import { PlayerContext } from '@/hooks/use-player';
import type { Clip } from '@/lib/preview-protocol';
import { PlayerFrame } from './player-frame';
import { PlayerVeil } from './player-veil';

export interface PlayerProps {
  /** Null while there is none to play yet: `children` says why. */
  url: string | null;
  title: string;
  /** What is known of the video before its page has said so. */
  clip: Pick<Clip, 'width' | 'height' | 'fps' | 'durationInFrames'> | null;
  /** Shown until the video is. */
  poster: string | null;
  /** Over the picture, instead of a video. */
  children?: ReactNode;
}

/** A video that plays by itself, without a project that is open: picture, line, controls and keys. */
export function Player(props: PlayerProps) {
  const [controller] = useState(() => createPreviewController(Date.now));
  const [commands] = useState(createCommands);
  return (
    <PlayerContext value={controller}>
      <CommandsContext value={commands}>
        <Stage {...props} />
      </CommandsContext>
    </PlayerContext>
  );
}

function Stage({ url, title, clip, poster, children }: PlayerProps) {
  useTransportCommands();
  useShortcuts();
  return (
    <section
      data-stage
      aria-label={title}
      className="flex min-h-0 grow flex-col overflow-hidden bg-canvas in-[:fullscreen]:bg-black"
    >
      <div className="relative min-h-[180px] grow bg-well @container-size md:p-4">
        <VideoBox clip={clip}>
          {url && <PlayerFrame key={url} url={url} title={title} />}
          <PlayerVeil poster={poster}>{children}</PlayerVeil>
        </VideoBox>
      </div>
      <SeekBar />
      <PlayerControls clip={clip} />
    </section>
  );
}
