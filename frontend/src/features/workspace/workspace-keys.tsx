import { PaletteHost } from '@/features/palette/palette-host';
import { useShortcuts } from '@/features/palette/use-key-handler';
import { usePlayerCommands } from '@/features/preview/use-player-commands';
import { useTexts } from '@/texts';
import { useProblems } from './problems';
import { useSceneCommands } from './use-scene-commands';
import { useWorkspaceCommands } from './use-workspace-commands';
import { useWorkspaceTitle } from './use-workspace-title';

/** The page's commands, keys and title: beside the page, so that what they follow draws nothing else anew. */
export function WorkspaceKeys() {
  const { t } = useTexts('palette');
  const problems = useProblems();
  useWorkspaceTitle();
  useWorkspaceCommands();
  useSceneCommands();
  usePlayerCommands();
  useShortcuts();
  return <PaletteHost onFail={(again) => problems.tell({ id: 'palette', message: t('failed'), again })} />;
}
