import { Frame } from 'lucide-react';
import { ZOOMS, type Zoom } from '@/hooks/player-settings';
import { usePlayerActions, usePlayerSettings } from '@/hooks/use-player';
import { cx } from '@/lib/cx';
import { useTexts } from '@/texts';
import { Button, IconButton } from '@/ui/button';
import { Menu, MenuChoice } from '@/ui/menu';
import { Tooltip } from '@/ui/tooltip';
import { FullScreenButton } from './full-screen-button';
import { PlayedVersion } from './played-version';

/** Which version plays, how large, with which lines over it; for the end of the tabs' row. */
export function PreviewTools() {
  const { t } = useTexts('preview');
  const { safeAreas } = usePlayerSettings();
  const { change } = usePlayerActions();
  return (
    <div className="flex items-center gap-0.5">
      <PlayedVersion />
      <ZoomMenu />
      <Tooltip label={t('safeAreas')}>
        <IconButton
          label={t('safeAreas')}
          aria-pressed={safeAreas}
          className={cx(safeAreas && 'bg-hover text-ink')}
          onClick={() => change({ safeAreas: !safeAreas })}
        >
          <Frame className="size-4" />
        </IconButton>
      </Tooltip>
      <FullScreenButton />
    </div>
  );
}

function ZoomMenu() {
  const { t } = useTexts('preview');
  const { zoom } = usePlayerSettings();
  const { change } = usePlayerActions();
  const name = (value: Zoom) => (value === 'fit' ? t('fit') : t('percent', { percent: value * 100 }));
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="sm" aria-label={t('zoomIs', { zoom: name(zoom) })}>
          {name(zoom)}
        </Button>
      }
    >
      <MenuChoice
        label={t('zoom')}
        value={String(zoom)}
        onChange={(next) => change({ zoom: ZOOMS.find((value) => String(value) === next) ?? 'fit' })}
        options={ZOOMS.map((value) => ({ value: String(value), label: name(value) }))}
      />
    </Menu>
  );
}
