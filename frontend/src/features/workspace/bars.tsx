import { WriterBar } from '@/features/sharing/writer-bar';
import { ConnectionBar } from './connection-bar';
import { ProblemBars, RestartBar, WarningBar } from './notice-bars';
import { SaveBar } from './save-bar';

/** Thin bars under the header: what is out of order just now, and that it is being mended. */
export function Bars() {
  return (
    <div className="flex shrink-0 flex-col gap-1 px-2 not-empty:py-1">
      <ConnectionBar />
      <WriterBar />
      <SaveBar />
      <WarningBar />
      <RestartBar />
      <ProblemBars />
    </div>
  );
}
