import type { ReactNode } from 'react';
import { usePlayer } from '@/hooks/use-player';
import type { Clip } from '@/lib/preview-protocol';
import { useTexts } from '@/texts';
import { FullScreenButton } from './full-screen-button';
import { MarkButtons } from './mark-buttons';
import { RateMenu } from './rate-menu';
import { TimeField } from './time-field';
import { Transport } from './transport';
import { VolumeControl } from './volume-control';

export interface PlayerControlsProps {
  /** What is known of the video before its page has said so. */
  clip?: Pick<Clip, 'fps' | 'durationInFrames'> | null;
  /** Tools of this place alone, before the others at the end. */
  tools?: ReactNode;
}

/** Time, transport, and how to watch: for the nearest player. They are the app's own, the page shows only the video. */
export function PlayerControls({ clip = null, tools = null }: PlayerControlsProps) {
  const { t } = useTexts('preview');
  const idle = usePlayer((state) => state.clip === null || !state.answering || state.phase === 'no-access');
  return (
    <fieldset
      disabled={idle}
      aria-label={t('player')}
      className="grid h-16 min-w-0 grid-cols-[1fr_auto] items-center px-3 disabled:opacity-45 md:h-11 md:grid-cols-[1fr_auto_1fr]"
    >
      <TimeField known={clip} />
      <Transport>
        {tools}
        <FullScreenButton />
      </Transport>
      <div className="hidden items-center justify-end gap-0.5 md:flex">
        <MarkButtons />
        {tools}
        <RateMenu />
        <VolumeControl />
        <FullScreenButton />
      </div>
    </fieldset>
  );
}
