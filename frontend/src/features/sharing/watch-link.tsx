import { useId, useState } from 'react';
import { describeError } from '@/api/errors';
import { useSharingActions, useWatchLink } from '@/hooks/use-sharing';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { ConfirmDialog } from '@/ui/confirm-dialog';
import { CopyField } from '@/ui/copy-field';
import { Switch } from '@/ui/switch';

/** Whether anybody with a link may watch: on, off, or on with another link. */
export function WatchLink() {
  const { t } = useTexts('sharing');
  const label = useId();
  const link = useWatchLink();
  const { setLink } = useSharingActions();
  const token = link.data?.token;
  return (
    <section aria-labelledby={label}>
      <div className="flex items-center gap-4">
        <div className="min-w-0 grow">
          <p id={label} className="font-medium">
            {t('linkTitle')}
          </p>
          <p className="text-xs text-ink-3">{t(token ? 'linkNote' : 'linkOff')}</p>
        </div>
        <Switch
          labelledBy={label}
          checked={Boolean(token)}
          disabled={!link.isSuccess || setLink.isPending}
          onChange={(on) => setLink.mutate(on)}
        />
      </div>
      {token && (
        <div className="mt-3 flex flex-col gap-2">
          <CopyField label={t('linkAddress')} value={`${window.location.origin}/watch/${token}`} />
          <NewLink />
        </div>
      )}
      {(setLink.error ?? link.error) && (
        <p role="alert" className="mt-2 text-xs text-danger">
          {t('linkFailed', { reason: describeError(setLink.error ?? link.error) })}
        </p>
      )}
    </section>
  );
}

/** Ends the link that people have, and makes another. */
function NewLink() {
  const { t } = useTexts('sharing');
  const { setLink } = useSharingActions();
  const [asking, setAsking] = useState(false);
  const renew = async () => {
    try {
      await setLink.mutateAsync(false);
      await setLink.mutateAsync(true);
      setAsking(false);
    } catch {
      // told in the dialog
    }
  };
  return (
    <>
      <Button
        variant="ghost"
        size="sm"
        className="self-start pointer-coarse:h-11"
        onClick={() => {
          setLink.reset();
          setAsking(true);
        }}
      >
        {t('linkNew')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t('linkNewTitle')}
        keep={t('cancel')}
        go={t('linkNew')}
        busy={setLink.isPending}
        error={setLink.error ? t('linkNewFailed', { reason: describeError(setLink.error) }) : null}
        onGo={() => void renew()}
      >
        {t('linkNewWhat')}
      </ConfirmDialog>
    </>
  );
}
