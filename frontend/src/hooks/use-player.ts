import { createContext, useContext } from 'react';
import type { PlayerSettings } from '@/hooks/player-settings';
import type { PlayerController } from '@/hooks/preview-controller';
import { useStore } from '@/hooks/use-store';
import { WorkspaceContext } from '@/hooks/use-workspace';
import type { PreviewState } from '@/lib/preview-state';

/** The player that the controls inside of it are for, where that isn't the workspace's preview. */
export const PlayerContext = createContext<PlayerController | null>(null);

export function usePlayerController(): PlayerController {
  const nearest = useContext(PlayerContext);
  const workspace = useContext(WorkspaceContext);
  const player = nearest ?? workspace?.preview;
  if (!player) throw new Error('A player’s controls need <PlayerContext> or <WorkspaceContext>');
  return player;
}

/** A part of what the page with the video said. */
export function usePlayer<P>(select: (state: PreviewState) => P): P {
  return useStore(usePlayerController().store, select);
}

export function usePlayerSettings(): PlayerSettings {
  return useStore(usePlayerController().settings, (settings) => settings);
}

export function usePlayerActions(): Pick<PlayerController, 'attach' | 'seek' | 'perform' | 'change'> {
  const { attach, seek, perform, change } = usePlayerController();
  return { attach, seek, perform, change };
}
