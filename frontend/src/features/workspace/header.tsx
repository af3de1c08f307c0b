import { ArrowLeft, Pencil } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { describeError } from '@/api/errors';
import { RenameInput } from '@/features/projects/rename-input';
import { useCanEdit, useOpenProject } from '@/hooks/use-open-project';
import { useProjectActions } from '@/hooks/use-project-actions';
import { buttonClass, IconButton } from '@/ui/button';
import { useToast } from '@/ui/toast';
import { MoreMenu } from './more-menu';
import { SaveBadge } from './save-badge';
import { SizeMenu } from './size-menu';

export function Header() {
  const [renaming, setRenaming] = useState(false);
  return (
    <header className="flex h-13 shrink-0 items-center gap-2 border-b border-line bg-surface px-2 md:h-12 md:px-3">
      <Link to="/projects" aria-label="All projects" className={`${buttonClass('ghost', 'sm', true)} max-md:size-11`}>
        <ArrowLeft className="size-4" />
      </Link>
      <div className="flex min-w-0 grow flex-col md:flex-row md:items-center md:gap-2">
        <ProjectName editing={renaming} onEdit={setRenaming} />
        <SaveBadge />
      </div>
      <div className="hidden md:block">
        <SizeMenu />
      </div>
      <div className="md:hidden">
        <MoreMenu onRename={() => setRenaming(true)} />
      </div>
    </header>
  );
}

interface ProjectNameProps {
  editing: boolean;
  onEdit: (editing: boolean) => void;
}

/** The name, edited in its place. */
function ProjectName({ editing, onEdit }: ProjectNameProps) {
  const { id, name } = useOpenProject();
  const canEdit = useCanEdit();
  const { rename } = useProjectActions();
  const toast = useToast();
  // The new name shows at once; the live listener takes over when it has it.
  const shown = rename.isPending ? rename.variables.name : name;

  const finish = (next: string | null) => {
    onEdit(false);
    if (!next) return;
    rename.mutate(
      { id, name: next },
      { onError: (error) => toast({ message: `The name wasn’t changed. ${describeError(error)}` }) },
    );
  };
  if (editing) {
    return (
      <div className="max-w-80 grow">
        <RenameInput name={name} onDone={finish} />
      </div>
    );
  }
  return (
    <div className="flex min-w-0 items-center gap-1">
      <h1 className="truncate text-[15px]/5 font-semibold tracking-tight md:text-base/5">{shown}</h1>
      {canEdit && (
        <IconButton label="Rename" size="sm" className="max-md:hidden" onClick={() => onEdit(true)}>
          <Pencil className="size-3.5" />
        </IconButton>
      )}
    </div>
  );
}
