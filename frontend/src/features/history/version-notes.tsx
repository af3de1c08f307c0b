import { CircleAlert, X } from 'lucide-react';
import type { Checkpoint } from '@/api/types.generated';
import { useCanEdit } from '@/hooks/use-open-project';
import { firstLine } from '@/lib/versions';
import { useTexts } from '@/texts';
import { Banner } from '@/ui/banner';
import { Button, IconButton } from '@/ui/button';
import { Spinner } from '@/ui/spinner';
import { useHistory } from './history-context';

/** What is under way or went wrong, and the rest of what its maker said. */
export function VersionNotes({ version }: { version: Checkpoint }) {
  const { t } = useTexts('history');
  const { head, actions } = useHistory();
  const canEdit = useCanEdit();
  const more = version.summary.trim().slice(firstLine(version.summary).length).trim();
  return (
    <div className="flex flex-col gap-2 not-empty:pt-3">
      {actions.problem && (
        <Banner
          tone="danger"
          icon={<CircleAlert />}
          action={
            <>
              <Button size="sm" onClick={actions.problem.retry}>
                {t('tryAgain')}
              </Button>
              <IconButton label={t('dismiss')} size="sm" onClick={actions.dismiss}>
                <X className="size-3.5" />
              </IconButton>
            </>
          }
        >
          {actions.problem.text}
        </Banner>
      )}
      {actions.busy === 'download' && (
        <Banner
          action={
            <Button size="sm" onClick={actions.giveUpDownload}>
              {t('cancel')}
            </Button>
          }
          icon={<Spinner className="block" />}
        >
          {t('packing')}
        </Banner>
      )}
      {more && (
        <p className="max-w-[640px] text-pretty whitespace-pre-wrap text-ink-2 [overflow-wrap:anywhere]">{more}</p>
      )}
      {canEdit && version.sha !== head && <p className="text-xs text-ink-3">{t('restoreAdds')}</p>}
    </div>
  );
}
