import { RotateCcw, X } from 'lucide-react';
import { useAssetAddresses } from '@/hooks/use-assets';
import { type Attachment, useAttachments } from '@/hooks/use-uploads';
import { bytesName, percentName } from '@/lib/bytes';
import { cx } from '@/lib/cx';
import { type Texts, useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { SmallPicture } from './small-picture';

/** What goes with the message, above its text; nothing while nothing does. */
export function AttachmentTray() {
  const { t } = useTexts('assets');
  const { items, remove, retry } = useAttachments();
  if (items.length === 0) return null;
  return (
    <ul aria-label={t('attachments')} className="mb-2 flex max-h-40 flex-wrap gap-1.5 overflow-y-auto">
      {items.map((item) => (
        <AttachmentChip
          key={item.id}
          item={item}
          onRemove={() => remove(item.id)}
          onRetry={item.upload?.state === 'failed' && item.upload.again ? () => retry(item.id) : null}
        />
      ))}
    </ul>
  );
}

interface AttachmentChipProps {
  item: Attachment;
  onRemove: () => void;
  onRetry: (() => void) | null;
}

function AttachmentChip({ item, onRemove, onRetry }: AttachmentChipProps) {
  const { t } = useTexts('assets');
  const { name, upload } = item;
  const failed = upload?.state === 'failed';
  return (
    <li
      className={cx(
        'relative flex w-full max-w-60 items-center gap-2 overflow-hidden rounded-sm border bg-surface p-1 pe-0.5',
        failed ? 'border-danger' : 'border-line-strong',
      )}
    >
      <Thumb item={item} />
      <span className="min-w-0 grow">
        <span className="block truncate text-xs font-medium" title={name}>
          {name}
        </span>
        <span
          role={failed ? 'alert' : undefined}
          title={upload?.error ?? undefined}
          className={cx('block truncate text-2xs', failed ? 'text-danger' : 'text-ink-3')}
        >
          {aboutUpload(item, t)}
        </span>
      </span>
      {onRetry && (
        <IconButton label={t('retryNamed', { name })} size="sm" onClick={onRetry}>
          <RotateCcw className="size-3.5" />
        </IconButton>
      )}
      <IconButton label={t('removeNamed', { name })} size="sm" className="pointer-coarse:size-9" onClick={onRemove}>
        <X className="size-3.5" />
      </IconButton>
      {upload?.state === 'sending' && (
        <span
          aria-hidden
          className="absolute inset-x-0 bottom-0 h-0.5 origin-left bg-accent rtl:origin-right"
          style={{ transform: `scaleX(${upload.sent})` }}
        />
      )}
    </li>
  );
}

function Thumb({ item }: { item: Attachment }) {
  const addresses = useAssetAddresses();
  const address = item.upload?.address ?? (item.kind === 'image' ? addresses.get(item.id) : undefined);
  return (
    <span className="grid size-8 shrink-0 place-items-center overflow-hidden rounded-xs bg-well text-ink-3">
      <SmallPicture kind={item.kind} address={address} />
    </span>
  );
}

function aboutUpload({ size, upload }: Attachment, t: Texts<'assets'>): string {
  switch (upload?.state) {
    case 'waiting':
      return t('stateWaiting');
    case 'reading':
      return t('stateReading');
    case 'sending':
      return percentName(upload.sent);
    case 'checking':
      return t('stateChecking');
    case 'failed':
      return upload.error ?? t('stateFailed');
    default:
      return bytesName(size);
  }
}
