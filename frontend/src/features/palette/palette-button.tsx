import { Search } from 'lucide-react';
import { isApple, keyNames } from '@/lib/keys';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { Tooltip } from '@/ui/tooltip';
import { useAllCommands } from './commands';

/** The palette, for those who don't know its keys yet. */
export function PaletteButton() {
  const { t } = useTexts('palette');
  const palette = useAllCommands().find(({ id }) => id === 'palette');
  if (!palette) return null;
  const keys = palette.keys?.[0] ? keyNames(palette.keys[0], isApple(navigator.platform)) : [];
  return (
    <Tooltip label={t('openPalette')} keys={keys}>
      <IconButton label={t('openPalette')} size="sm" onClick={palette.run}>
        <Search className="size-4" />
      </IconButton>
    </Tooltip>
  );
}
