import { cx } from '@/lib/cx';
import { PlayerControls } from './player-controls';
import { PreviewStage } from './preview-stage';
import { SeekBar } from './seek-bar';

/** The video, and the controls under it. `compact` on a phone: the chat has most of the room. */
export function PreviewPanel({ compact }: { compact: boolean }) {
  return (
    <div data-stage className="flex min-h-0 flex-col bg-well md:grow">
      <PreviewStage compact={compact} />
      <div className={cx('shrink-0 border-t border-line bg-surface', compact && 'max-md:hidden')}>
        <SeekBar />
        <PlayerControls />
      </div>
    </div>
  );
}
