import { Volume1, Volume2, VolumeX } from 'lucide-react';
import { Slider } from 'radix-ui';
import { usePlayerActions, usePlayerSettings } from '@/hooks/use-player';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { Tooltip } from '@/ui/tooltip';

export function VolumeControl() {
  const { t } = useTexts('preview');
  const { muted, volume } = usePlayerSettings();
  const { change } = usePlayerActions();
  const Icon = muted || volume === 0 ? VolumeX : volume < 0.5 ? Volume1 : Volume2;
  const name = muted ? t('soundOn') : t('mute');
  return (
    <div className="flex items-center">
      <Tooltip label={name} keys={['M']} side="top">
        <IconButton label={name} aria-pressed={muted} onClick={() => change({ muted: !muted })}>
          <Icon className="size-4" />
        </IconButton>
      </Tooltip>
      <Slider.Root
        value={[muted ? 0 : volume]}
        max={1}
        step={0.05}
        onValueChange={([next = 0]) => change({ volume: next, muted: next === 0 })}
        className="relative mx-2 hidden h-6 w-18 cursor-pointer touch-none items-center xl:flex"
      >
        <Slider.Track className="h-[3px] w-full rounded-full bg-line-strong" />
        <Slider.Thumb aria-label={t('volume')} className="block size-[13px] rounded-full bg-ink" />
      </Slider.Root>
    </div>
  );
}
