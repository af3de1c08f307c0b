import { Plus, WandSparkles } from 'lucide-react';
import { useCanEdit } from '@/hooks/use-open-project';
import { lengthName, type ShownAsset } from '@/lib/assets';
import { bytesName } from '@/lib/bytes';
import { cx } from '@/lib/cx';
import { type Texts, useTexts } from '@/texts';
import { Button, IconButton } from '@/ui/button';
import { Card } from '@/ui/card';
import { Tag } from '@/ui/chip';
import { Tooltip } from '@/ui/tooltip';
import { AssetMenu } from './asset-menu';
import { AssetPreview } from './asset-preview';
import { useAssetMenu } from './use-asset-menu';

/** A file of the project's: how it is, what it is called, and what can be done with it. */
export function AssetCard({ asset, address }: { asset: ShownAsset; address: string | undefined }) {
  const { t } = useTexts('assets');
  const canEdit = useCanEdit();
  const menu = useAssetMenu();
  const outside = asset.inVersion === false;
  return (
    <Card className="group/asset flex min-w-0 flex-col overflow-hidden">
      <div className={cx(outside && 'opacity-50')}>
        <AssetPreview asset={asset} address={address} />
      </div>
      <div className="flex items-center gap-1 border-t border-line py-1.5 ps-3 pe-1.5">
        <div className="min-w-0 grow">
          <p className="truncate font-medium" title={asset.name}>
            {asset.name}
          </p>
          <p className="truncate text-xs text-ink-3">{aboutAsset(asset, t)}</p>
        </div>
        {canEdit && !outside && (
          <Tooltip label={t('use')}>
            <IconButton
              label={t('useNamed', { name: asset.name })}
              size="sm"
              className="pointer-coarse:size-10"
              onClick={() => menu.use(asset)}
            >
              <WandSparkles className="size-4" />
            </IconButton>
          </Tooltip>
        )}
        <AssetMenu asset={asset} address={address} />
      </div>
      {outside && (
        <div className="flex flex-wrap items-center justify-between gap-2 px-3 pb-2.5">
          <Tag>{t('notInVersion')}</Tag>
          {canEdit && (
            <Button size="sm" busy={menu.busy} onClick={() => menu.bringBack(asset)}>
              <Plus className="size-3.5" />
              {t('addToVersion')}
            </Button>
          )}
        </div>
      )}
    </Card>
  );
}

const KIND_NAMES = { image: 'kindImage', video: 'kindVideo', audio: 'kindAudio', font: 'kindFont' } as const;

function aboutAsset({ kind, width, height, seconds, size }: ShownAsset, t: Texts<'assets'>): string {
  const shape = width && height ? `${width} × ${height}` : null;
  const length = seconds ? lengthName(seconds) : null;
  return [shape ?? length ?? t(KIND_NAMES[kind]), bytesName(size)].join(' · ');
}
