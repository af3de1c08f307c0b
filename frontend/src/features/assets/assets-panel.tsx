import { useState } from 'react';
import { useShownAssets } from '@/hooks/use-assets';
import { useCanEdit } from '@/hooks/use-open-project';
import { useUploads } from '@/hooks/use-uploads';
import { filterAssets, type KindWish } from '@/lib/assets';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { EmptyState } from '@/ui/empty-state';
import { Skeleton } from '@/ui/skeleton';
import { AssetGrid } from './asset-grid';
import { AssetsToolbar } from './assets-toolbar';
import { DropZone } from './drop-zone';
import { NoAssets } from './no-assets';

const PLACES = ['a', 'b', 'c', 'd', 'e', 'f'];

/** The project's own pictures, videos, sound and fonts: seen, heard, brought along, used. */
export function AssetsPanel() {
  const { t } = useTexts('assets');
  const canEdit = useCanEdit();
  const { items, status, retry } = useShownAssets();
  const uploads = useUploads();
  const [wanted, setWanted] = useState('');
  const [kind, setKind] = useState<KindWish>('all');
  const underWay = uploads.items.filter(
    ({ id, state }) => state !== 'ready' || !items?.some((asset) => asset.id === id),
  );
  const shown = filterAssets(items ?? [], wanted, kind);
  const everything = () => {
    setWanted('');
    setKind('all');
  };

  if (status === 'error') {
    return <EmptyState title={t('cantRead')} action={<Button onClick={retry}>{t('retry')}</Button>} />;
  }
  const empty = items?.length === 0 && underWay.length === 0;
  return (
    <DropZone
      onFiles={uploads.add}
      label={t('dropToUpload')}
      disabled={!canEdit}
      className="flex min-h-0 grow flex-col"
    >
      {empty ? (
        <NoAssets onFiles={uploads.add} />
      ) : (
        <>
          <AssetsToolbar wanted={wanted} onWanted={setWanted} kind={kind} onKind={setKind} onFiles={uploads.add} />
          <div className="min-h-0 grow overflow-y-auto">
            {items === null && underWay.length === 0 ? <Waiting /> : <AssetGrid uploads={underWay} assets={shown} />}
            {items !== null && shown.length === 0 && underWay.length === 0 && (
              <EmptyState
                title={wanted ? t('noneFound') : t('noneOfKind')}
                action={<Button onClick={everything}>{t('showAll')}</Button>}
              >
                {wanted && t('noneFoundBody')}
              </EmptyState>
            )}
          </div>
        </>
      )}
    </DropZone>
  );
}

function Waiting() {
  return (
    <div aria-busy="true" className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,150px),1fr))] gap-3 p-4">
      {PLACES.map((place) => (
        <Skeleton key={place} className="aspect-[4/3] w-full rounded-md" />
      ))}
    </div>
  );
}
