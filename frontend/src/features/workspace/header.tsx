import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { PaletteButton } from '@/features/palette/palette-button';
import { PresenceAvatars } from '@/features/sharing/presence-avatars';
import { ShareButton } from '@/features/sharing/share-button';
import { useTexts } from '@/texts';
import { buttonClass } from '@/ui/button';
import { Tooltip } from '@/ui/tooltip';
import { ExportMenu } from './export-menu';
import { MoreDrawer } from './more-drawer';
import { ProjectName } from './project-name';
import { SaveBadge } from './save-badge';
import { SizeMenu } from './size-menu';

/** Where one is, whether everything is safe, and what concerns the video as a whole. */
export function Header() {
  const { t } = useTexts('workspace');
  const [renaming, setRenaming] = useState(false);
  return (
    <header className="flex h-13 shrink-0 items-center gap-2 border-b border-line bg-surface px-1 md:h-12 md:px-3">
      <Tooltip label={t('allProjects')}>
        <Link
          to="/projects"
          aria-label={t('allProjects')}
          className={`${buttonClass('ghost', 'sm', true)} max-md:size-11!`}
        >
          <ArrowLeft className="size-4 max-md:size-5 rtl:-scale-x-100" />
        </Link>
      </Tooltip>
      <div className="flex min-w-0 grow flex-col md:flex-row md:items-center md:gap-2">
        <ProjectName editing={renaming} onEdit={setRenaming} />
        <SaveBadge />
      </div>
      <div className="flex items-center gap-1 max-md:hidden">
        <PaletteButton />
        <SizeMenu />
      </div>
      <div className="flex items-center max-md:-ms-2 md:gap-2">
        <PresenceAvatars />
        <ShareButton />
        <ExportMenu />
        <div className="md:hidden">
          <MoreDrawer onRename={() => setRenaming(true)} />
        </div>
      </div>
    </header>
  );
}
