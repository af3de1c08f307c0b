import { type ComponentType, type ReactNode, Suspense, use } from 'react';
import { PanelBoundary } from './panel-boundary';

/** A panel's code, loaded when it is first asked for; a load that failed is tried anew by the next who asks. */
export type PanelSource = () => Promise<ComponentType>;

export function panelSource(load: () => Promise<ComponentType>): PanelSource {
  let loading: Promise<ComponentType> | null = null;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
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
    <PanelBoundary name={name}>
      <Suspense fallback={waiting}>
        <Loaded source={source} />
      </Suspense>
    </PanelBoundary>
  );
}

function Loaded({ source }: { source: PanelSource }) {
  const Panel = use(source());
  return <Panel />;
}
