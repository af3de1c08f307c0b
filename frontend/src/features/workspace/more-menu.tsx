import { Ellipsis, History, Pencil, Play } from 'lucide-react';
import { useCanEdit } from '@/hooks/use-open-project';
import { IconButton } from '@/ui/button';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '@/ui/menu';
import { SizeChoices } from './size-menu';
import { useView } from './use-view';

/** On a phone: what has no room in the header. */
export function MoreMenu({ onRename }: { onRename: () => void }) {
  const canEdit = useCanEdit();
  const { view, setView } = useView();
  return (
    <Menu
      trigger={
        <IconButton label="More" size="lg" className="size-11">
          <Ellipsis className="size-5" />
        </IconButton>
      }
    >
      {view === 'preview' ? (
        <MenuItem icon={<History />} onSelect={() => setView('history')}>
          History
        </MenuItem>
      ) : (
        <MenuItem icon={<Play />} onSelect={() => setView('preview')}>
          Preview
        </MenuItem>
      )}
      {canEdit && (
        <>
          <MenuItem icon={<Pencil />} onSelect={onRename}>
            Rename
          </MenuItem>
          <MenuSeparator />
          <MenuLabel>Size</MenuLabel>
          <SizeChoices />
        </>
      )}
    </Menu>
  );
}
