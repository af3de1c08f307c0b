import { Bookmark, Copy, Download, Ellipsis, GitBranch, Hash, History, Link2, Play } from 'lucide-react';
import { useNavigate } from 'react-router';
import type { Checkpoint } from '@/api/types.generated';
import { useCanEdit, useOpenProject } from '@/hooks/use-open-project';
import { headline } from '@/lib/versions';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { Menu, MenuItem, MenuSeparator } from '@/ui/menu';
import { useHistory } from './history-context';

export interface VersionMenuProps {
  version: Checkpoint;
  className?: string;
  size?: 'sm' | 'md';
  /** Whether the Tab key reaches it. */
  tabIndex?: number;
}

/** All that one can do with a version. What is chosen in the list also shows that version: there it is told how it went. */
export function VersionMenu({ version, className, size, tabIndex }: VersionMenuProps) {
  const { t } = useTexts('history');
  const { versions, head, select, setNaming, actions } = useHistory();
  const canEdit = useCanEdit();
  const { id } = useOpenProject();
  const navigate = useNavigate();
  const here = (act: () => void) => () => {
    select(version.sha);
    act();
  };
  const busy = actions.busy !== null;
  return (
    <Menu
      trigger={
        <IconButton
          label={t('moreFor', { version: headline(version, versions) })}
          size={size}
          className={className}
          tabIndex={tabIndex}
        >
          <Ellipsis className="size-4" />
        </IconButton>
      }
    >
      {canEdit && (
        <>
          {version.sha !== head && (
            <MenuItem icon={<History />} disabled={busy} onSelect={here(() => actions.restore(version))}>
              {t('restore')}
            </MenuItem>
          )}
          <MenuItem icon={<Bookmark />} onSelect={here(() => setNaming(version.sha))}>
            {version.name ? t('changeName') : t('nameThisMore')}
          </MenuItem>
        </>
      )}
      <MenuItem icon={<Play />} onSelect={() => void navigate(`/projects/${id}/v/${version.sha}`)}>
        {t('play')}
      </MenuItem>
      <MenuItem icon={<Copy />} disabled={busy} onSelect={here(() => actions.duplicate(version))}>
        {t('copy')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<Download />} disabled={busy} onSelect={here(() => actions.download(version, 'zip'))}>
        {t('downloadZip')}
      </MenuItem>
      <MenuItem icon={<GitBranch />} disabled={busy} onSelect={here(() => actions.download(version, 'bundle'))}>
        {t('downloadBundle')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<Link2 />} onSelect={() => actions.copyLink(version)}>
        {t('copyLink')}
      </MenuItem>
      <MenuItem icon={<Hash />} onSelect={() => actions.copySha(version)}>
        {t('copySha')}
      </MenuItem>
    </Menu>
  );
}
