import { Copy, Download, Ellipsis, Trash2, WandSparkles } from 'lucide-react';
import { useCanEdit } from '@/hooks/use-open-project';
import type { ShownAsset } from '@/lib/assets';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { Menu, MenuItem, MenuSeparator } from '@/ui/menu';
import { useAssetMenu } from './use-asset-menu';

/** All that one can do with a file. */
export function AssetMenu({ asset, address }: { asset: ShownAsset; address: string | undefined }) {
  const { t } = useTexts('assets');
  const canEdit = useCanEdit();
  const menu = useAssetMenu();
  return (
    <Menu
      trigger={
        <IconButton label={t('more', { name: asset.name })} size="sm" className="pointer-coarse:size-10">
          <Ellipsis className="size-4" />
        </IconButton>
      }
    >
      {canEdit && (
        <MenuItem icon={<WandSparkles />} onSelect={() => menu.use(asset)}>
          {t('use')}
        </MenuItem>
      )}
      <MenuItem icon={<Copy />} onSelect={() => void menu.copyPath(asset)}>
        {t('copyPath')}
      </MenuItem>
      <MenuItem
        icon={<Download />}
        disabled={!address}
        onSelect={() => address && window.open(address, '_blank', 'noopener,noreferrer')}
      >
        {t('download')}
      </MenuItem>
      {canEdit && (
        <>
          <MenuSeparator />
          <MenuItem icon={<Trash2 />} danger disabled={menu.busy} onSelect={() => menu.remove(asset)}>
            {t('remove')}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
