import { ChevronDown, Square, Trash2 } from 'lucide-react';
import { useStopTurn } from '@/features/workspace/use-stop-turn';
import { useChat } from '@/hooks/use-messages';
import { useTexts } from '@/texts';
import { Button, IconButton } from '@/ui/button';
import { Kbd } from '@/ui/kbd';
import { Menu, MenuItem } from '@/ui/menu';

/** Stops the turn under way, its work kept; the menu beside it also offers to drop that work. */
export function StopControl() {
  const { t } = useTexts('chat');
  const { workingTurnId, items } = useChat();
  const { stop, stopping: asked } = useStopTurn();
  const stopping = items.some((item) => item.kind === 'agent' && item.state === 'stopping');
  if (!workingTurnId) return null;
  const idle = !asked && !stopping;
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons that look like one, not a form's part
    <div role="group" aria-label={t('stop')} className="flex">
      <Button
        size="sm"
        className="rounded-e-none pointer-coarse:h-10"
        disabled={!idle}
        onClick={() => stop(workingTurnId)}
      >
        <Square className="size-3.5" />
        {t(stopping ? 'stopping' : 'stop')}
        <span className="max-md:hidden">
          <Kbd>Esc</Kbd>
        </span>
      </Button>
      <Menu
        trigger={
          <IconButton
            label={t('howToStop')}
            variant="outline"
            size="sm"
            className="-ms-px rounded-s-none pointer-coarse:size-10"
            disabled={!idle}
          >
            <ChevronDown className="size-3.5" />
          </IconButton>
        }
      >
        <MenuItem icon={<Square />} onSelect={() => stop(workingTurnId)}>
          {t('stopAndKeep')}
        </MenuItem>
        <MenuItem icon={<Trash2 />} onSelect={() => stop(workingTurnId, false)}>
          {t('stopAndDrop')}
        </MenuItem>
      </Menu>
    </div>
  );
}
