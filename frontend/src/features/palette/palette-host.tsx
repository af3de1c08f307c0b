import { type ComponentType, useState } from 'react';
import { useTexts } from '@/texts';
import { useCommands } from './commands';
import type { OverlayProps } from './overlay';

const OVERLAYS: Readonly<Record<'palette' | 'help', () => Promise<ComponentType<OverlayProps>>>> = {
  palette: async () => (await import('./palette')).Palette,
  help: async () => (await import('./help-sheet')).HelpSheet,
};

export interface PaletteHostProps {
  /** The code of one of them couldn't be loaded. */
  onFail: (again: () => void) => void;
}

/** The command palette and the help sheet, each loaded when it is first opened. */
export function PaletteHost({ onFail }: PaletteHostProps) {
  const { t } = useTexts('palette');
  const [shown, setShown] = useState<{ Overlay: ComponentType<OverlayProps> } | null>(null);
  const [open, setOpen] = useState(false);
  const show = (which: keyof typeof OVERLAYS) => {
    OVERLAYS[which]().then(
      (Overlay) => {
        setShown({ Overlay });
        setOpen(true);
      },
      () => onFail(() => show(which)),
    );
  };
  useCommands([
    {
      id: 'palette',
      group: 'help',
      name: t('openPalette'),
      keys: ['mod+k'],
      anywhere: true,
      run: () => show('palette'),
    },
    { id: 'help', group: 'help', name: t('openHelp'), keys: ['?'], run: () => show('help') },
  ]);
  return shown && <shown.Overlay open={open} onOpenChange={setOpen} />;
}
