import { Pencil } from 'lucide-react';
import { describeError } from '@/api/errors';
import { useCommand } from '@/features/palette/commands';
import { RenameInput } from '@/features/projects/rename-input';
import { useOpenProject } from '@/hooks/use-open-project';
import { useProjectActions } from '@/hooks/use-project-actions';
import { useRole } from '@/hooks/use-role';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { Tooltip } from '@/ui/tooltip';
import { useProblems } from './problems';

export interface ProjectNameProps {
  editing: boolean;
  onEdit: (editing: boolean) => void;
}

/** The name, edited in its place. */
export function ProjectName({ editing, onEdit }: ProjectNameProps) {
  const { t } = useTexts('workspace');
  const { id, name } = useOpenProject();
  const owns = useRole() === 'owner';
  const { rename } = useProjectActions();
  const problems = useProblems();
  // The new name shows at once; the live listener takes over when it has it.
  const shown = rename.isPending ? rename.variables.name : name;
  useCommand({ id: 'project.rename', name: t('commandRename'), when: owns, run: () => onEdit(true) });

  const keep = (next: string) => {
    problems.clear('rename');
    const told = (error: Error) => ({
      id: 'rename',
      message: t('renameFailed', { name: next, reason: describeError(error) }),
      again: () => keep(next),
    });
    rename.mutate({ id, name: next }, { onError: (error) => problems.tell(told(error)) });
  };
  if (editing) {
    return (
      <div className="max-w-80 grow">
        <RenameInput
          name={name}
          onDone={(next) => {
            onEdit(false);
            if (next) keep(next);
          }}
        />
      </div>
    );
  }
  return (
    <div className="flex min-w-0 items-center gap-1">
      <h1 title={shown} className="truncate text-[15px]/5 font-semibold tracking-tight md:text-base/5">
        <bdi>{shown}</bdi>
      </h1>
      {owns && (
        <Tooltip label={t('rename')}>
          <IconButton label={t('rename')} size="sm" className="max-md:hidden" onClick={() => onEdit(true)}>
            <Pencil className="size-3.5" />
          </IconButton>
        </Tooltip>
      )}
    </div>
  );
}
