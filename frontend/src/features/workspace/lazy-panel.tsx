import { type ComponentType, type ReactNode, Suspense, use } from 'react';
import { PanelBoundary } from './panel-boundary';

/** A panel's code: loaded when it is first asked for, and kept, also that it couldn't be, until that is forgotten. */
export interface PanelSource {
  /** Null until it is there; from then on nobody waits for it. */
  loaded: () => ComponentType | null;
  load: () => Promise<ComponentType>;
  forget: () => void;
}

export function panelSource(load: () => Promise<ComponentType>): PanelSource {
  let loading: Promise<ComponentType> | null = null;
  let loaded: ComponentType | null = null;
  return {
    loaded: () => loaded,
    load: () => {
      loading ??= load().then((panel) => {
        loaded = panel;
        return panel;
      });
      return loading;
    },
    forget: () => {
      loading = null;
    },
  };
}

export interface LazyPanelProps {
  source: PanelSource;
  name: string | null;
  /** While its code is on its way: the outline of what comes. */
  waiting: ReactNode;
}

/** A panel whose code comes when it is shown, and which keeps to itself what goes wrong with it. */
export function LazyPanel({ source, name, waiting }: LazyPanelProps) {
  return (
    <PanelBoundary name={name} onRetry={source.forget}>
      <Suspense fallback={waiting}>
        <Loaded source={source} />
      </Suspense>
    </PanelBoundary>
  );
}

function Loaded({ source }: { source: PanelSource }) {
  const Panel = source.loaded() ?? use(source.load());
  return <Panel />;
}
