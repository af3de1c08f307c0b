import { Ellipsis, History, Play } from 'lucide-react';
import { IconButton } from '@/ui/button';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '@/ui/menu';
import { SizeChoices } from './size-menu';
import { useView } from './use-view';

/** On a phone: what has no room in the header. */
export function MoreMenu() {
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
      <MenuSeparator />
      <MenuLabel>Size</MenuLabel>
      <SizeChoices />
    </Menu>
  );
}
