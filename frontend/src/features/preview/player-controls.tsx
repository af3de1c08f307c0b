import { Maximize, Pause, Play, Repeat, SkipBack, SquareMousePointer, StepBack, StepForward } from 'lucide-react';
import { useCanEdit, useOpenProject } from '@/hooks/use-open-project';
import { usePlayerSettings, usePreview, usePreviewActions } from '@/hooks/use-preview';
import { cx } from '@/lib/cx';
import { RATES, rateName, timecode } from '@/lib/playback';
import { Button, IconButton } from '@/ui/button';
import { Menu, MenuChoice } from '@/ui/menu';
import { Tooltip } from '@/ui/tooltip';
import { toggleFullScreen } from './full-screen';
import { VolumeControl } from './volume-control';

/** Time, transport, and how to watch. They are the app's own: the page shows nothing but the video. */
export function PlayerControls() {
  const idle = usePreview((state) => state.clip === null || !state.answering || state.phase === 'no-access');
  return (
    <fieldset
      disabled={idle}
      aria-label="Player"
      className="grid h-16 min-w-0 grid-cols-[1fr_auto] items-center px-3 disabled:opacity-45 md:h-11 md:grid-cols-[1fr_auto_1fr]"
    >
      <Time />
      <Transport />
      <div className="hidden items-center justify-end gap-0.5 md:flex">
        <Point />
        <RateMenu />
        <VolumeControl />
        <FullScreen />
      </div>
    </fieldset>
  );
}

function Time() {
  const clip = usePreview((state) => state.clip);
  const frame = usePreview((state) => state.frame);
  const { videoSettings } = useOpenProject();
  const { fps, durationInFrames } = clip ?? videoSettings ?? { fps: 30, durationInFrames: 0 };
  return (
    <p data-testid="time" className="text-sm font-medium whitespace-nowrap">
      {timecode(frame, fps)} <span className="font-regular text-ink-3">/ {timecode(durationInFrames, fps)}</span>
    </p>
  );
}

function Transport() {
  const playing = usePreview((state) => state.playing);
  const { loop } = usePlayerSettings();
  const { perform, change } = usePreviewActions();
  return (
    <div className="flex items-center gap-1">
      <Tooltip label="To the beginning" keys={['Home']} side="top">
        <IconButton label="To the beginning" className="max-md:size-11" onClick={() => perform({ type: 'start' })}>
          <SkipBack className="size-4" />
        </IconButton>
      </Tooltip>
      <Tooltip label="One frame back" keys={['←']} side="top">
        <IconButton
          label="One frame back"
          className="max-md:hidden"
          onClick={() => perform({ type: 'step', frames: -1 })}
        >
          <StepBack className="size-4" />
        </IconButton>
      </Tooltip>
      <Tooltip label={playing ? 'Pause' : 'Play'} keys={['Space']} side="top">
        <IconButton
          label={playing ? 'Pause' : 'Play'}
          variant="primary"
          className="rounded-full! max-md:size-11"
          onClick={() => perform({ type: 'toggle' })}
        >
          {playing ? <Pause className="size-4" /> : <Play className="size-4" />}
        </IconButton>
      </Tooltip>
      <Tooltip label="One frame on" keys={['→']} side="top">
        <IconButton label="One frame on" className="max-md:hidden" onClick={() => perform({ type: 'step', frames: 1 })}>
          <StepForward className="size-4" />
        </IconButton>
      </Tooltip>
      <Tooltip label="Loop" side="top">
        <IconButton
          label="Loop"
          aria-pressed={loop}
          className={cx('max-md:hidden', loop && 'bg-hover text-ink')}
          onClick={() => change({ loop: !loop })}
        >
          <Repeat className="size-4" />
        </IconButton>
      </Tooltip>
      <span className="contents md:hidden">
        <Point />
        <FullScreen />
      </span>
    </div>
  );
}

/** Point at something in the picture, to talk about it. */
function Point() {
  const picking = usePreview((state) => state.picking);
  const { pick } = usePreviewActions();
  if (!useCanEdit()) return null;
  return (
    <Tooltip label="Point at something" keys={['P']} side="top">
      <Button
        variant="ghost"
        size="sm"
        aria-label="Point at something"
        aria-pressed={picking}
        className={cx('max-md:size-11', picking && 'bg-accent-soft! text-accent!')}
        onClick={() => pick(!picking)}
      >
        <SquareMousePointer className="size-4" />
        <span className="max-lg:hidden">Point</span>
      </Button>
    </Tooltip>
  );
}

function RateMenu() {
  const { rate } = usePlayerSettings();
  const { change } = usePreviewActions();
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Speed: ${rateName(rate)}`}>
          {rateName(rate)}
        </Button>
      }
    >
      <MenuChoice
        label="Speed"
        value={String(rate)}
        onChange={(next) => change({ rate: Number(next) })}
        options={RATES.map((value) => ({ value: String(value), label: rateName(value) }))}
      />
    </Menu>
  );
}

function FullScreen() {
  return (
    <Tooltip label="Full screen" keys={['F']} side="top">
      <IconButton label="Full screen" className="max-md:size-11" onClick={toggleFullScreen}>
        <Maximize className="size-4" />
      </IconButton>
    </Tooltip>
  );
}
