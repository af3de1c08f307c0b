import { Pause, Play, Repeat, SkipBack, StepBack, StepForward } from 'lucide-react';
import type { ReactNode } from 'react';
import { usePlayer, usePlayerActions, usePlayerSettings } from '@/hooks/use-player';
import { cx } from '@/lib/cx';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { Tooltip } from '@/ui/tooltip';

/** To the beginning, a frame back, play, a frame on, loop. On a phone only what a thumb needs, and `children` beside it. */
export function Transport({ children }: { children: ReactNode }) {
  const { t } = useTexts('preview');
  const playing = usePlayer((state) => state.playing);
  const { loop } = usePlayerSettings();
  const { perform } = usePlayerActions();
  return (
    <div className="flex items-center gap-1">
      <Tooltip label={t('toStart')} keys={['Home']} side="top">
        <IconButton label={t('toStart')} className="max-md:size-11" onClick={() => perform({ type: 'start' })}>
          <SkipBack className="size-4 rtl:-scale-x-100" />
        </IconButton>
      </Tooltip>
      <Tooltip label={t('frameBack')} keys={['←']} side="top">
        <IconButton
          label={t('frameBack')}
          className="max-md:hidden"
          onClick={() => perform({ type: 'step', frames: -1 })}
        >
          <StepBack className="size-4 rtl:-scale-x-100" />
        </IconButton>
      </Tooltip>
      <Tooltip label={playing ? t('pause') : t('play')} keys={['Space']} side="top">
        <IconButton
          label={playing ? t('pause') : t('play')}
          variant="primary"
          className="rounded-full! max-md:size-11"
          onClick={() => perform({ type: 'toggle' })}
        >
          {playing ? <Pause className="size-4" /> : <Play className="size-4" />}
        </IconButton>
      </Tooltip>
      <Tooltip label={t('frameOn')} keys={['→']} side="top">
        <IconButton label={t('frameOn')} className="max-md:hidden" onClick={() => perform({ type: 'step', frames: 1 })}>
          <StepForward className="size-4 rtl:-scale-x-100" />
        </IconButton>
      </Tooltip>
      <Tooltip label={t('loop')} side="top">
        <IconButton
          label={t('loop')}
          aria-pressed={loop}
          className={cx('max-md:hidden', loop && 'bg-hover text-ink')}
          onClick={() => perform({ type: 'loop' })}
        >
          <Repeat className="size-4" />
        </IconButton>
      </Tooltip>
      <span className="contents md:hidden">{children}</span>
    </div>
  );
}
