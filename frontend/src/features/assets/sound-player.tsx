import { Pause, Play } from 'lucide-react';
import { useRef, useState } from 'react';
import { clockName, lengthName } from '@/lib/assets';
import { useTexts } from '@/texts';

export interface SoundPlayerProps {
  name: string;
  address: string;
  /** How long it is, where that is known. */
  seconds: number | null;
  onBroken: () => void;
}

/** A sound to be listened to before it is used. */
export function SoundPlayer({ name, address, seconds, onBroken }: SoundPlayerProps) {
  const { t } = useTexts('assets');
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(seconds);

  const toggle = () => {
    if (playing) audio.current?.pause();
    else void audio.current?.play().catch(onBroken);
  };
  return (
    <div className="flex w-full flex-col items-center gap-2.5 px-5">
      {/* biome-ignore lint/a11y/useMediaCaption: it is a file to be put into a video, as it came */}
      <audio
        ref={audio}
        src={address}
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setAt(0)}
        onTimeUpdate={({ currentTarget }) => setAt(currentTarget.currentTime)}
        onLoadedMetadata={({ currentTarget }) => {
          if (Number.isFinite(currentTarget.duration)) setLength(currentTarget.duration);
        }}
      />
      <button
        type="button"
        onClick={toggle}
        aria-label={t(playing ? 'stop' : 'play', { name })}
        className="grid size-10 place-items-center rounded-full bg-primary text-on-primary transition-base hover:bg-primary-hover pointer-coarse:size-11"
      >
        {playing ? <Pause className="size-4" /> : <Play className="ms-0.5 size-4" />}
      </button>
      <div className="flex w-full items-center gap-2 text-2xs text-ink-3">
        <span>{clockName(at)}</span>
        <span aria-hidden className="h-1 grow overflow-hidden rounded-full bg-line-strong">
          <span
            className="block h-full bg-accent"
            style={{ width: `${length ? Math.min(100, (at / length) * 100) : 0}%` }}
          />
        </span>
        {length !== null && <span>{lengthName(length)}</span>}
      </div>
    </div>
  );
}
