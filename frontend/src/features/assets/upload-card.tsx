import { RotateCcw, X } from 'lucide-react';
import type { Upload } from '@/hooks/use-uploads';
import { percentName } from '@/lib/bytes';
import { cx } from '@/lib/cx';
import { useTexts } from '@/texts';
import { Button, IconButton } from '@/ui/button';
import { Card } from '@/ui/card';
import { Spinner } from '@/ui/spinner';
import { Tile } from './asset-preview';
import { KindIcon } from './kind-icon';
import { useUploadState } from './use-upload-state';

export interface UploadCardProps {
  upload: Upload;
  onRetry: () => void;
  onDrop: () => void;
}

/** A file on its way, where it will stand in a moment; or why it didn't get there. */
export function UploadCard({ upload, onRetry, onDrop }: UploadCardProps) {
  const { t } = useTexts('assets');
  const stateOf = useUploadState();
  const { name, kind, state, sent, address, error, again } = upload;
  const failed = state === 'failed';
  return (
    <Card className={cx('flex min-w-0 flex-col overflow-hidden', failed && 'border-danger')}>
      <Tile className="relative">
        {address && !failed ? (
          <img src={address} alt="" decoding="async" className="size-full object-contain opacity-40" />
        ) : (
          <KindIcon kind={kind} className="size-6 text-ink-3" />
        )}
        {!failed && (
          <span className="absolute inset-0 grid place-items-center">
            <Spinner />
          </span>
        )}
      </Tile>
      <div aria-hidden className="h-0.5 bg-line">
        <div className="h-full bg-accent" style={{ width: failed ? 0 : `${sent * 100}%` }} />
      </div>
      <div className="flex items-start gap-1 py-1.5 ps-3 pe-1.5">
        <div className="min-w-0 grow">
          <p className="truncate font-medium" title={name}>
            {name}
          </p>
          {failed ? (
            <p role="alert" className="text-xs text-pretty text-danger">
              {error}
            </p>
          ) : (
            <p className="truncate text-xs text-ink-3">
              {state === 'sending' ? `${stateOf(state)} · ${percentName(sent)}` : stateOf(state)}
            </p>
          )}
          {failed && again && (
            <Button size="sm" className="my-1.5" onClick={onRetry}>
              <RotateCcw className="size-3.5" />
              {t('retry')}
            </Button>
          )}
        </div>
        <IconButton label={t('removeNamed', { name })} size="sm" className="pointer-coarse:size-10" onClick={onDrop}>
          <X className="size-4" />
        </IconButton>
      </div>
    </Card>
  );
}
