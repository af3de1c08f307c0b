import { Copy, History } from 'lucide-react';
import type { Checkpoint } from '@/api/types.generated';
import { useCanEdit } from '@/hooks/use-open-project';
import { cx } from '@/lib/cx';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { useHistory } from './history-context';
import { VersionMenu } from './version-menu';

export interface VersionActsProps {
  version: Checkpoint;
  /** Of both buttons. */
  className: string;
  copyClassName?: string;
  menuClassName: string;
}

/** What is mostly done with a version: copied, restored unless it is the newest; the rest is in the menu. */
export function VersionActs({ version, className, copyClassName, menuClassName }: VersionActsProps) {
  const { t } = useTexts('history');
  const { head, actions } = useHistory();
  const canEdit = useCanEdit();
  return (
    <>
      <Button
        busy={actions.busy === 'duplicate'}
        disabled={actions.busy !== null}
        onClick={() => actions.duplicate(version)}
        className={cx(className, copyClassName)}
      >
        <Copy className="size-3.5" />
        {t('copy')}
      </Button>
      {canEdit && version.sha !== head && (
        <Button
          variant="primary"
          busy={actions.busy === 'restore'}
          disabled={actions.busy !== null}
          onClick={() => actions.restore(version)}
          className={className}
        >
          <History className="size-3.5" />
          {t('restore')}
        </Button>
      )}
      <VersionMenu version={version} className={cx('border-line-strong', menuClassName)} />
    </>
  );
}
