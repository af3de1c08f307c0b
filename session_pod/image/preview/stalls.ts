// Remotion's Player begins to play once the browser's sound clock moves, and waits for that without a limit
// (remotion-dev/remotion#10171). A clock that was stopped while it started, or that may not start, holds the picture for
// ever, while the Player says that it plays: started anew it goes on, and without its sound where that doesn't help.
import type { PlayerRef } from '@remotion/player';

/** How long the picture may stand still until it is started anew, again, and muted; loudspeakers wake within 2 s. */
const PATIENCE_MS = [1500, 3000, 3000] as const;
const STOPPED_MS = 150; // the clock of a paused Player stands still by then
const LOOK_MS = 100; // longer between two drawn frames the page was busy or out of sight: that says nothing

export interface Stalls {
  /** Whether it is this that pauses, to start anew. */
  restarting: () => boolean;
  end: () => void;
}

interface Parts {
  player: PlayerRef;
  /** How long one frame lasts as it is played now. */
  frameMs: () => number;
  /** Whether it is to play: a pause may be asked for while it starts anew. */
  wanted: () => boolean;
  mute: () => void;
}

/** Watches over a Player while it plays. */
export function watchForStalls({ player, frameMs, wanted, mute }: Parts): Stalls {
  let request = 0;
  let restart = 0;
  let frame = -1;
  let stillMs = 0;
  let lookedAt = 0;
  let tries = 0;
  let loading = false;

  const look = (now: number) => {
    request = requestAnimationFrame(look);
    const at = player.getCurrentFrame();
    if (at !== frame) tries = 0;
    stillMs = at !== frame || loading ? 0 : stillMs + Math.min(now - lookedAt, LOOK_MS);
    frame = at;
    lookedAt = now;
    const patience = PATIENCE_MS[tries];
    if (patience === undefined || stillMs < patience + 2 * frameMs()) return;
    stillMs = 0;
    tries += 1;
    if (tries === PATIENCE_MS.length) mute();
    else startAnew();
  };
  const startAnew = () => {
    cancelAnimationFrame(request);
    restart = window.setTimeout(() => {
      restart = 0;
      if (wanted()) player.play();
    }, STOPPED_MS);
    player.pause();
  };
  const onPlay = () => {
    cancelAnimationFrame(request);
    lookedAt = performance.now();
    request = requestAnimationFrame(look);
  };
  const onPause = () => {
    if (restart) return;
    cancelAnimationFrame(request);
    [stillMs, tries] = [0, 0];
  };
  const onWaiting = () => {
    loading = true;
  };
  const onResume = () => {
    loading = false;
  };
  player.addEventListener('play', onPlay);
  player.addEventListener('pause', onPause);
  player.addEventListener('ended', onPause);
  player.addEventListener('waiting', onWaiting);
  player.addEventListener('resume', onResume);
  return {
    restarting: () => restart !== 0,
    end: () => {
      cancelAnimationFrame(request);
      clearTimeout(restart);
      player.removeEventListener('play', onPlay);
      player.removeEventListener('pause', onPause);
      player.removeEventListener('ended', onPause);
      player.removeEventListener('waiting', onWaiting);
      player.removeEventListener('resume', onResume);
    },
  };
}
