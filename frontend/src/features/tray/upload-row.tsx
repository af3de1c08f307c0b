import { RotateCcw, X } from 'lucide-react';
import { SmallPicture } from '@/features/assets/small-picture';
import { useUploadState } from '@/features/assets/use-upload-state';
import { type Upload, useUploads } from '@/hooks/use-uploads';
import { bytesName, percentName } from '@/lib/bytes';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';

/** A file on its way, or why it didn't get there. */
export function UploadRow({ upload }: { upload: Upload }) {
  const { t } = useTexts('tray');
  const stateOf = useUploadState();
  const { retry, drop } = useUploads();
  const { id, name, kind, size, state, sent, address, error, again } = upload;
  const failed = state === 'failed';
  return (
    <li className="flex items-start gap-3 px-3.5 py-3 not-first:border-t not-first:border-line">
      <span className="grid size-10 shrink-0 place-items-center overflow-hidden rounded-xs bg-well text-ink-3">
        <SmallPicture kind={kind} address={address} />
      </span>
      <div className="min-w-0 grow">
        <p className="flex items-baseline gap-2">
          <span className="min-w-0 grow truncate font-medium" title={name}>
            {name}
          </span>
          {state === 'sending' && <span>{percentName(sent)}</span>}
        </p>
        {failed ? (
          <p role="alert" className="mt-0.5 text-xs text-pretty text-danger">
            {error}
          </p>
        ) : (
          <>
            <span aria-hidden className="mt-1.5 block h-1 overflow-hidden rounded-full bg-line-strong">
              <span className="block h-full rounded-full bg-accent" style={{ width: `${sent * 100}%` }} />
            </span>
            <p className="mt-1 text-xs text-ink-3">
              {t('stateOfSize', { state: stateOf(state), size: bytesName(size) })}
            </p>
          </>
        )}
      </div>
      {failed && again && (
        <IconButton label={t('retry', { name })} size="sm" className="pointer-coarse:size-10" onClick={() => retry(id)}>
          <RotateCcw className="size-4" />
        </IconButton>
      )}
      <IconButton
        label={t(failed ? 'dismiss' : 'cancel', { name })}
        size="sm"
        className="pointer-coarse:size-10"
        onClick={() => drop(id)}
      >
        <X className="size-4" />
      </IconButton>
    </li>
  );
}
