import { SceneStrip } from '@/features/timeline/scene-strip';
import { Timeline } from '@/features/timeline/timeline';
import { useOpenProject } from '@/hooks/use-open-project';
import { useWide } from '@/hooks/use-wide';
import { PlayerControls } from './player-controls';
import { PointButton } from './point-button';
import { PreviewStage } from './preview-stage';

/** The video, and the controls under it. On a phone whose chat is tall there is room for the picture alone. */
export function PreviewPanel() {
  const { videoSettings } = useOpenProject();
  const wide = useWide();
  return (
    <div data-stage className="flex min-h-0 flex-col bg-well md:grow">
      <PreviewStage />
      <div className="shrink-0 border-t border-line bg-surface max-md:in-data-[sheet=tall]:hidden">
        <PlayerControls clip={videoSettings} tools={<PointButton />} />
        {!wide && <SceneStrip />}
      </div>
      {wide && <Timeline />}
    </div>
  );
}
