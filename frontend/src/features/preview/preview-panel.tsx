import { PlayerControls } from './player-controls';
import { PreviewStage } from './preview-stage';
import { SeekBar } from './seek-bar';

/** The video, and the controls under it. On a phone whose chat is tall there is room for the picture alone. */
export function PreviewPanel() {
  return (
    <div data-stage className="flex min-h-0 flex-col bg-well md:grow">
      <PreviewStage />
      <div className="shrink-0 border-t border-line bg-surface max-md:in-data-[sheet=tall]:hidden">
        <SeekBar />
        <PlayerControls />
      </div>
    </div>
  );
}
