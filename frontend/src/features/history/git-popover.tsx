import { SquareTerminal } from 'lucide-react';
import { Trans } from 'react-i18next';
import { Link } from 'react-router';
import { useOpenProject } from '@/hooks/use-open-project';
import { cloneCommand } from '@/lib/git';
import { useTexts } from '@/texts';
import { buttonClass, IconButton } from '@/ui/button';
import { CopyField } from '@/ui/copy-field';
import { Popover } from '@/ui/popover';

/** For who works with git: the command that clones this project, and where its password comes from. */
export function GitPopover() {
  const { t } = useTexts('history');
  const { id, name } = useOpenProject();
  return (
    <Popover
      label={t('useGit')}
      trigger={
        <IconButton label={t('useGitMore')} className="pointer-coarse:size-11">
          <SquareTerminal className="size-4" />
        </IconButton>
      }
    >
      <h3 className="font-semibold">{t('useGit')}</h3>
      <p className="mt-1 mb-3 text-pretty text-ink-2">
        <Trans ns="history" i18nKey="clone" components={{ code: <code className="font-mono text-xs" /> }} />
      </p>
      <CopyField label={t('cloneCommand')} value={cloneCommand(window.location.origin, id, name)} />
      <p className="mt-3 text-pretty text-ink-2">{t('gitPassword')}</p>
      <Link to="/settings#tokens" className={`${buttonClass('outline', 'sm')} mt-3`}>
        {t('accessTokens')}
      </Link>
    </Popover>
  );
}
