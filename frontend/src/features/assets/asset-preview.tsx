import { useState } from 'react';
import type { ShownAsset } from '@/lib/assets';
import { cx } from '@/lib/cx';
import { useTexts } from '@/texts';
import { Skeleton } from '@/ui/skeleton';
import { KindIcon } from './kind-icon';
import { SoundPlayer } from './sound-player';

export interface AssetPreviewProps {
  asset: ShownAsset;
  /** Where it is to be seen; undefined while that isn't known. */
  address: string | undefined;
}

/** A file as it looks or sounds. Everything keeps its shape; what is transparent shows squares. */
export function AssetPreview({ asset, address }: AssetPreviewProps) {
  const { t } = useTexts('assets');
  const [broken, setBroken] = useState(false);
  const { kind, name } = asset;
  if (kind === 'font' || broken) {
    return (
      <Tile>
        {kind === 'font' ? (
          <span aria-hidden className="text-2xl font-semibold text-ink-3">
            Aa
          </span>
        ) : (
          <span className="flex flex-col items-center gap-2 px-3 text-center text-xs text-ink-3">
            <KindIcon kind={kind} className="size-5" />
            {t('cantPlay')}
          </span>
        )}
      </Tile>
    );
  }
  if (!address) return <Skeleton className="aspect-video w-full rounded-none" />;
  if (kind === 'audio') {
    return (
      <Tile>
        <SoundPlayer name={name} address={address} seconds={asset.seconds ?? null} onBroken={() => setBroken(true)} />
      </Tile>
    );
  }
  return (
    <Tile>
      {kind === 'video' ? (
        // biome-ignore lint/a11y/useMediaCaption: it is a file to be put into a video, as it came
        <video
          src={address}
          aria-label={name}
          controls
          playsInline
          preload="metadata"
          onError={() => setBroken(true)}
          className="size-full object-contain"
        />
      ) : (
        <img
          src={address}
          alt={name}
          loading="lazy"
          decoding="async"
          onError={() => setBroken(true)}
          className="max-h-full max-w-full bg-[repeating-conic-gradient(var(--color-wave)_0_25%,color-mix(in_oklab,var(--color-wave),var(--color-well)_20%)_0_50%)] bg-[length:16px_16px]"
        />
      )}
    </Tile>
  );
}

export function Tile({ children, className }: { children: React.ReactNode; className?: string }) {
  return (
    <div className={cx('grid aspect-video w-full place-items-center overflow-hidden bg-well', className)}>
      {children}
    </div>
  );
}
