// The video in the well: Remotion's Player without controls, driven by the app's commands.
import { Player, type PlayerRef } from '@remotion/player';
import { Component, type ErrorInfo, type FC, type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { fromError, isBroken, report, settle } from './bridge.ts';
import { type Composition, CompositionCollector, resolveComposition, type ResolvedComposition } from './compositions.tsx';
import { type Playhead, playhead } from './memory.ts';
import { type Command, tellApp } from './protocol.ts';
import { sceneAt } from './sources.ts';
import { watchForStalls } from './stalls.ts';

type Range = NonNullable<Playhead['range']>;

const FRAME_INTERVAL_MS = 1000 / 15; // as often as the app wants to hear where the playhead is

interface BoundaryProps {
  children: ReactNode;
}

/** Catches what throws in the root, outside of the Player. */
class Boundary extends Component<BoundaryProps, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override componentDidCatch(error: Error, info: ErrorInfo) {
    report(fromError('render', error, { stack: `${error.stack ?? ''}\n${info.componentStack ?? ''}` }));
  }
  override render() {
    return this.state.failed ? null : this.props.children;
  }
}

/** Called while React renders the failure: the picture before it is still in the document, so it can be kept. */
function keepPicture(): ReactNode {
  const picture = document.querySelector('.__remotion-player')?.innerHTML ?? '';
  return <div style={{ position: 'absolute', inset: 0 }} dangerouslySetInnerHTML={{ __html: picture }} />;
}

export const Stage: FC<{ Root: FC }> = ({ Root }) => {
  const [composition, setComposition] = useState<ResolvedComposition | null>(null);
  const [found, setFound] = useState<Composition[] | null>(null);
  const [generation, setGeneration] = useState(0);
  const remount = useCallback(() => setGeneration((value) => value + 1), []);

  useEffect(() => {
    if (!found) return undefined;
    const [first] = found;
    const abort = new AbortController();
    const resolved = first
      ? resolveComposition(first, abort.signal)
      : Promise.reject(new Error('src/Root.tsx registers no <Composition>.'));
    resolved.then(
      (next) => {
        if (abort.signal.aborted) return;
        const { width, height, fps, durationInFrames, id } = next;
        tellApp({ type: 'ready', width, height, fps, durationInFrames, compositionId: id });
        setComposition(next);
        settle();
      },
      (error: unknown) => {
        if (!abort.signal.aborted) report(fromError('metadata', error));
      },
    );
    return () => abort.abort();
  }, [found]);

  // A Player that has failed stays failed: after an update it is mounted anew at the frame where it was.
  useEffect(() => {
    const onUpdate = () => {
      if (isBroken()) remount();
    };
    import.meta.hot?.on('vite:afterUpdate', onUpdate);
    return () => import.meta.hot?.off('vite:afterUpdate', onUpdate);
  }, [remount]);

  return (
    <>
      <Boundary key={`root-${generation}`}>
        <CompositionCollector Root={Root} onChange={setFound} />
      </Boundary>
      {composition && <Screen key={`${composition.id}-${generation}`} composition={composition} remount={remount} />}
    </>
  );
};

const Screen: FC<{ composition: ResolvedComposition; remount: () => void }> = ({ composition, remount }) => {
  const player = useRef<PlayerRef>(null);
  const failed = useRef(false);
  const { width, height, fps, durationInFrames } = composition;
  const [loop, setLoop] = useState(playhead.loop);
  const [rate, setRate] = useState(playhead.rate);
  const [range, setRange] = useState(playhead.range);

  useEffect(() => {
    const current = player.current;
    if (!current) return undefined;
    let lastTold = 0;
    let trailing = 0;
    const tell = () => {
      lastTold = performance.now();
      const scene = sceneAt(playhead.frame);
      tellApp({ type: 'frame', frame: playhead.frame, playing: playhead.playing, ...(scene ? { scene } : {}) });
    };
    const onFrame = ({ detail }: { detail: { frame: number } }) => {
      playhead.frame = detail.frame;
      clearTimeout(trailing);
      const due = lastTold + FRAME_INTERVAL_MS - performance.now();
      if (due <= 0) tell();
      else trailing = window.setTimeout(tell, due);
    };
    const onPlay = () => {
      playhead.playing = true;
      tell();
    };
    const onPause = () => {
      if (stalls.restarting()) return;
      // A Player that failed or is taken down pauses by itself; the user's wish to play outlives that.
      if (!failed.current) playhead.playing = false;
      tell();
    };
    const onError = ({ detail }: { detail: { error: Error } }) => {
      failed.current = true;
      report(fromError('render', detail.error, { frame: playhead.frame }));
    };
    const obey = (command: Command) => {
      if (failed.current) remount();
      else apply(current, command, durationInFrames);
      if (command.type === 'loop') setLoop(command.on);
      if (command.type === 'rate') setRate(playhead.rate);
      if (command.type === 'range') setRange(command.range);
      if (command.type === 'pause' && stalls.restarting()) tell();
    };
    const onCommand = (event: Event) => {
      const command = (event as CustomEvent<Command>).detail;
      // At once, with its effects: one of before that comes after a "play" stops the sound's clock while it starts.
      if (command.type === 'seek') obey(command);
      else flushSync(() => obey(command));
    };
    const stalls = watchForStalls({
      player: current,
      frameMs: () => (durationInFrames > 1 ? 1000 / fps / Math.abs(playhead.rate) : Infinity),
      wanted: () => playhead.playing,
      mute: () => {
        playhead.muted = true;
        current.mute();
        tellApp({ type: 'muted' });
      },
    });
    current.addEventListener('frameupdate', onFrame);
    current.addEventListener('play', onPlay);
    current.addEventListener('pause', onPause);
    current.addEventListener('ended', onPause);
    current.addEventListener('error', onError);
    window.addEventListener('storydream:command', onCommand);
    if (playhead.volume !== 1) current.setVolume(playhead.volume);
    if (playhead.muted) current.mute();
    if (playhead.playing) current.play();
    tell();
    return () => {
      clearTimeout(trailing);
      stalls.end();
      current.removeEventListener('frameupdate', onFrame);
      current.removeEventListener('play', onPlay);
      current.removeEventListener('pause', onPause);
      current.removeEventListener('ended', onPause);
      current.removeEventListener('error', onError);
      window.removeEventListener('storydream:command', onCommand);
    };
  }, [durationInFrames, fps, remount]);

  return (
    <div className="well">
      <Player
        ref={player}
        acknowledgeRemotionLicense
        component={composition.component}
        inputProps={composition.props}
        fps={fps}
        durationInFrames={durationInFrames}
        compositionWidth={width}
        compositionHeight={height}
        initialFrame={Math.min(playhead.frame, durationInFrames - 1)}
        errorFallback={keepPicture}
        loop={loop}
        playbackRate={rate}
        {...framesOf(range, durationInFrames)}
        spaceKeyToPlayOrPause={false}
        clickToPlay={false}
        doubleClickToFullscreen={false}
        style={{ width: `min(100vw, calc(100vh * ${width / height}))`, aspectRatio: `${width} / ${height}` }}
      />
    </div>
  );
};

/** The Player's own words for a part of the video; it throws at what doesn't lie in it. */
function framesOf(range: Range | null, durationInFrames: number): { inFrame?: number; outFrame?: number } {
  const to = Math.min(range?.to ?? 0, durationInFrames - 1);
  return range && range.from < to ? { inFrame: range.from, outFrame: to } : {};
}

function apply(player: PlayerRef, command: Command, durationInFrames: number): void {
  if (command.type === 'seek') player.seekTo(Math.min(playhead.frame, durationInFrames - 1));
  else if (command.type === 'play') player.play();
  else if (command.type === 'pause') player.pause();
  else if (command.type === 'mute') command.on ? player.mute() : player.unmute();
  else if (command.type === 'volume') player.setVolume(playhead.volume);
}
