import { useView } from '@/features/workspace/use-view';
import { usePreviewActions } from '@/hooks/use-preview';
import { useWide } from '@/hooks/use-wide';
import { BEHIND } from '@/lib/scenes/values';
import { clearFrame, type Shown, useStoryboard } from './storyboard-context';

/** Makes the chat's next message be about a scene, and on a phone goes where both are seen. */
export function useAskHere(): (scene: Shown) => void {
  const { scenes } = useStoryboard();
  const { seek, unpoint } = usePreviewActions();
  const { setView } = useView();
  const wide = useWide();
  return ({ index }) => {
    // A message is about where the video stands, unless something was pointed at.
    unpoint();
    if (index !== BEHIND) seek(clearFrame(scenes, index));
    if (!wide) setView('preview');
  };
}
