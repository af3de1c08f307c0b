import type { SyntheticEvent } from 'react';
import { useAssetAddresses } from '@/hooks/use-assets';
import type { Upload } from '@/hooks/use-uploads';
import { useUploads } from '@/hooks/use-uploads';
import type { ShownAsset } from '@/lib/assets';
import { useTexts } from '@/texts';
import { AssetCard } from './asset-card';
import { UploadCard } from './upload-card';

export interface AssetGridProps {
  uploads: readonly Upload[];
  assets: readonly ShownAsset[];
}

/** The files, those on their way first. One plays at a time. */
export function AssetGrid({ uploads, assets }: AssetGridProps) {
  const { t } = useTexts('assets');
  const addresses = useAssetAddresses();
  const { retry, drop } = useUploads();
  return (
    <ul
      aria-label={t('assets')}
      onPlayCapture={pauseOthers}
      className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,150px),1fr))] md:grid-cols-[repeat(auto-fill,minmax(200px,1fr))] gap-3 p-4"
    >
      {uploads.map((upload) => (
        <li key={upload.id}>
          <UploadCard upload={upload} onRetry={() => retry(upload.id)} onDrop={() => drop(upload.id)} />
        </li>
      ))}
      {assets.map((asset) => (
        <li key={asset.id}>
          <AssetCard asset={asset} address={addresses.get(asset.id)} />
        </li>
      ))}
    </ul>
  );
}

function pauseOthers({ currentTarget, target }: SyntheticEvent<HTMLElement>): void {
  for (const media of currentTarget.querySelectorAll<HTMLMediaElement>('audio, video')) {
    if (media !== target) media.pause();
  }
}
