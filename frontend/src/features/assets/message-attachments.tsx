import type { Asset } from '@/api/types.generated';
import { useAssetAddresses, useAssets } from '@/hooks/use-assets';
import { useUploads } from '@/hooks/use-uploads';
import { useTexts } from '@/texts';
import { KindIcon } from './kind-icon';

type Shown = Pick<Asset, 'id' | 'name' | 'kind'>;

/** The files that went with a message: pictures as pictures, the others by name. Nothing for what isn't known any more. */
export function MessageAttachments({ ids }: { ids: readonly string[] }) {
  return ids.length === 0 ? null : <AttachmentList ids={ids} />;
}

function AttachmentList({ ids }: { ids: readonly string[] }) {
  const { t } = useTexts('assets');
  const { all } = useAssets();
  const { items } = useUploads();
  const addresses = useAssetAddresses();
  const shown = ids.flatMap((id): (Shown & { address: string | undefined })[] => {
    const upload = items.find((one) => one.id === id);
    const asset: Shown | undefined = all?.find((one) => one.id === id) ?? upload;
    return asset ? [{ ...asset, address: upload?.address ?? addresses.get(id) }] : [];
  });
  if (shown.length === 0) return null;
  return (
    <ul aria-label={t('attachments')} className="flex max-w-full flex-wrap justify-end gap-1.5">
      {shown.map(({ id, name, kind, address }) => (
        <li key={id} className="flex max-w-full min-w-0 items-center gap-2">
          {kind === 'image' && address ? (
            <img
              src={address}
              alt={name}
              title={name}
              loading="lazy"
              decoding="async"
              className="h-[52px] max-w-24 rounded-xs bg-well object-cover"
            />
          ) : (
            <span className="flex max-w-60 min-w-0 items-center gap-1.5 rounded-sm border border-line-strong px-2 py-1 text-xs text-ink-2">
              <KindIcon kind={kind} className="size-3.5 shrink-0" />
              <span className="truncate" title={name}>
                {name}
              </span>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
