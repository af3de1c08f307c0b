import { SquareTerminal } from 'lucide-react';
import { Link } from 'react-router';
import { useOpenProject } from '@/hooks/use-open-project';
import { cloneCommand } from '@/lib/git';
import { buttonClass, IconButton } from '@/ui/button';
import { CopyField } from '@/ui/copy-field';
import { Popover } from '@/ui/popover';

/** For who works with git: the command that clones this project, and where its password comes from. */
export function GitPopover() {
  const { id, name } = useOpenProject();
  return (
    <Popover
      label="Use git"
      trigger={
        <IconButton label="Use git…" className="pointer-coarse:size-11">
          <SquareTerminal className="size-4" />
        </IconButton>
      }
    >
      <h3 className="font-semibold">Use git</h3>
      <p className="mt-1 mb-3 text-pretty text-ink-2">
        Clone the project, change it with your own tools, and push to <code className="font-mono text-xs">main</code>:
        each commit becomes a version here.
      </p>
      <CopyField label="Clone command" value={cloneCommand(window.location.origin, id, name)} />
      <p className="mt-3 text-pretty text-ink-2">
        Git asks for a password: use an access token. Any user name will do.
      </p>
      <Link to="/settings#tokens" className={`${buttonClass('outline', 'sm')} mt-3`}>
        Access tokens
      </Link>
    </Popover>
  );
}
