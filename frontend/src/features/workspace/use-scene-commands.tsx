import { Clapperboard } from 'lucide-react';
import { useCommands } from '@/features/palette/commands';
import { usePreviewActions } from '@/hooks/use-preview';
import { useTimeline } from '@/hooks/use-timeline';
import { mainScenes } from '@/lib/timeline';
import { durationName } from '@/lib/video';
import { useTexts } from '@/texts';
import { useView } from './use-view';

/** Every scene can be gone to by its number or its name. */
export function useSceneCommands(): void {
  const { t } = useTexts('workspace');
  const timeline = useTimeline();
  const { seek } = usePreviewActions();
  const { setView } = useView();
  const fps = timeline?.clip.fps ?? 30;
  useCommands(
    (timeline ? mainScenes(timeline) : []).map((scene, index) => ({
      id: `scene.${index + 1}`,
      group: 'go',
      only: 'list',
      icon: <Clapperboard />,
      name: t('commandScene', { number: index + 1, name: scene.name }),
      note: scene.from === 0 ? '0:00' : durationName({ fps, durationInFrames: scene.from }),
      run: () => {
        setView('preview');
        seek(scene.from);
      },
    })),
  );
}
