import { Ellipsis, PencilLine, RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Project } from '@/api/types.generated';
import { useProjectActions } from '@/hooks/use-project-actions';
import { cx } from '@/lib/cx';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { Menu, MenuItem } from '@/ui/menu';
import { useToast } from '@/ui/toast';
import { useDashboard } from './dashboard-context';
import { ProjectMeta } from './project-meta';
import { RenameInput } from './rename-input';
import { Thumbnail } from './thumbnail';

/** One project of the grid: opens on click; its menu renames it, or moves it to the trash with a way back. */
export function ProjectCard({ project, owned }: { project: Project; owned: boolean }) {
  const { rename, trash, restore, retrySeed } = useProjectActions();
  const { t } = useTexts('projects');
  const [renaming, setRenaming] = useState(false);
  const toast = useToast();
  const { complain } = useDashboard();
  // The new name shows at once; the live listener brings the stored one.
  const name = rename.isPending ? rename.variables.name : project.name;

  // By promises: the live list may take the card away before the answer is there.
  const moveToTrash = async () => {
    try {
      await trash.mutateAsync(project.id);
      toast({
        message: t('inTrash', { name }),
        icon: <Trash2 />,
        action: { label: t('undo'), onSelect: () => void restore.mutateAsync(project.id).catch(complain) },
      });
    } catch (error) {
      complain(error);
    }
  };

  return (
    <article className={cx('group relative transition-base', trash.isPending && 'pointer-events-none opacity-40')}>
      <Thumbnail project={project} />
      <div className="px-0.5 pt-2.5">
        {renaming ? (
          <RenameInput
            name={name}
            onDone={(next) => {
              setRenaming(false);
              if (next) rename.mutate({ id: project.id, name: next }, { onError: complain });
            }}
          />
        ) : (
          <h2 className="truncate text-base/5 font-medium max-md:pe-8 max-md:text-sm">
            {/* The link covers the whole card; the menu lies above it. */}
            <Link
              to={`/projects/${project.id}`}
              className="after:absolute after:inset-0 after:rounded-md focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-offset-2 focus-visible:after:outline-accent"
            >
              {name}
            </Link>
          </h2>
        )}
        <ProjectMeta project={project} />
      </div>
      {owned && (
        <Menu
          trigger={
            <IconButton
              label={t('more', { name })}
              className={cx(
                'absolute end-2 top-2 z-10 border-line-strong bg-raised opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100',
                // A phone has no hover, and nothing lies on a thumbnail: there it stands beside the name.
                'max-md:top-auto max-md:-end-1 max-md:bottom-3 max-md:border-transparent max-md:bg-transparent max-md:opacity-100',
              )}
            >
              <Ellipsis className="size-4" />
            </IconButton>
          }
        >
          <MenuItem icon={<PencilLine />} onSelect={() => setRenaming(true)}>
            {t('rename')}
          </MenuItem>
          {project.status === 'failed' && (
            <MenuItem icon={<RotateCw />} onSelect={() => retrySeed.mutate(project.id, { onError: complain })}>
              {t('seedAgain')}
            </MenuItem>
          )}
          <MenuItem icon={<Trash2 />} onSelect={() => void moveToTrash()}>
            {t('toTrash')}
          </MenuItem>
        </Menu>
      )}
    </article>
  );
}
