import { Download, FileArchive, GitBranch, SquareTerminal } from 'lucide-react';
import { useState } from 'react';
import { type Command, useCommands } from '@/features/palette/commands';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '@/ui/menu';
import { CloneDialog } from './clone-dialog';
import { useExport } from './use-export';

/** The project, to take along: as a folder that builds without us, with its whole history, or by git. */
export function ExportMenu() {
  const { t } = useTexts('workspace');
  const [open, setOpen] = useState(false);
  const [cloning, setCloning] = useState(false);
  const { take, busy, ready } = useExport();
  const command = (id: string, name: string, run: () => void): Command => ({
    id: `export.${id}`,
    name,
    when: ready && !busy,
    only: 'list',
    run,
  });
  useCommands([
    { id: 'export.open', name: t('export'), keys: ['mod+e'], anywhere: true, when: ready, run: () => setOpen(true) },
    command('zip', t('exportZip'), () => take('zip')),
    command('bundle', t('exportBundle'), () => take('bundle')),
    command('clone', t('exportClone'), () => setCloning(true)),
  ]);
  return (
    <>
      <Menu
        open={open}
        onOpenChange={setOpen}
        trigger={
          <Button
            variant="primary"
            busy={busy}
            disabled={!ready}
            className="max-md:size-11 max-md:bg-transparent! max-md:px-0 max-md:text-ink!"
          >
            {!busy && <Download className="size-4 max-md:size-5" />}
            <span className="max-md:sr-only">{t('export')}</span>
          </Button>
        }
      >
        <MenuLabel>{t('exportWhat')}</MenuLabel>
        <MenuItem icon={<FileArchive />} onSelect={() => take('zip')}>
          {t('exportZip')}
        </MenuItem>
        <MenuItem icon={<GitBranch />} onSelect={() => take('bundle')}>
          {t('exportBundle')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<SquareTerminal />} onSelect={() => setCloning(true)}>
          {t('exportClone')}
        </MenuItem>
      </Menu>
      <CloneDialog open={cloning} onOpenChange={setCloning} />
    </>
  );
}
