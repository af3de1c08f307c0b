import { Bookmark, Copy, Download, Ellipsis, GitBranch, Hash, History, Link2 } from 'lucide-react';
import type { Checkpoint } from '@/api/types.generated';
import { useCanEdit } from '@/hooks/use-open-project';
import { headline } from '@/lib/versions';
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
  const { versions, head, select, setNaming, actions } = useHistory();
  const canEdit = useCanEdit();
  const here = (act: () => void) => () => {
    select(version.sha);
    act();
  };
  const busy = actions.busy !== null;
  return (
    <Menu
      trigger={
        <IconButton
          label={`More for ${headline(version, versions)}`}
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
              Restore
            </MenuItem>
          )}
          <MenuItem icon={<Bookmark />} onSelect={here(() => setNaming(version.sha))}>
            {version.name ? 'Change the name…' : 'Name this version…'}
          </MenuItem>
        </>
      )}
      <MenuItem icon={<Copy />} disabled={busy} onSelect={here(() => actions.duplicate(version))}>
        Copy as new project
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<Download />} disabled={busy} onSelect={here(() => actions.download(version, 'zip'))}>
        Download as zip
      </MenuItem>
      <MenuItem icon={<GitBranch />} disabled={busy} onSelect={here(() => actions.download(version, 'bundle'))}>
        Download with history (git)
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<Link2 />} onSelect={() => actions.copyLink(version)}>
        Copy link
      </MenuItem>
      <MenuItem icon={<Hash />} onSelect={() => actions.copySha(version)}>
        Copy version number
      </MenuItem>
    </Menu>
  );
}
