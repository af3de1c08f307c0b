// Loads the project into the stage. By dynamic import: a project that doesn't compile must not take the bridge with it.
import { createRoot } from 'react-dom/client';
import { Internals } from 'remotion';
import { fromError, loadFailed, report } from './bridge.ts';
import { showLastGood } from './memory.ts';
import { Stage } from './stage.tsx';

async function load(stage: HTMLElement): Promise<void> {
  try {
    await import('virtual:storydream/project');
    const Root = Internals.getRoot();
    if (!Root) throw new Error('src/index.ts does not call registerRoot().');
    createRoot(stage).render(<Stage Root={Root} />);
  } catch (error) {
    loadFailed();
    report(fromError('load', error));
    const place = document.getElementById('last-good');
    if (place) showLastGood(place);
  }
}

const stage = document.getElementById('stage');
if (stage) void load(stage);
