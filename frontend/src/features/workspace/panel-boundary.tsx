import { Component, type ReactNode } from 'react';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';

export interface PanelBoundaryProps {
  /** What it is to a person: "The chat", "The history"; null for what nobody misses, which is left out. */
  name: string | null;
  /** Before it is tried once more. */
  onRetry?: () => void;
  children: ReactNode;
}

/** Keeps a panel that throws from taking the rest of the page with it, and offers the way back. */
export class PanelBoundary extends Component<PanelBoundaryProps, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override componentDidCatch(error: unknown) {
    console.error(error); // for whoever opens the developer tools
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    const { name, onRetry } = this.props;
    if (name === null) return null;
    const retry = () => {
      onRetry?.();
      this.setState({ broken: false });
    };
    return <PanelError name={name} onRetry={retry} />;
  }
}

function PanelError({ name, onRetry }: { name: string; onRetry: () => void }) {
  const { t } = useTexts('problems');
  return (
    <div role="alert" className="grid min-h-0 grow place-items-center overflow-y-auto p-6 text-center">
      <div className="max-w-80">
        <h2 className="text-lg font-semibold text-balance">{t('panelTitle', { name })}</h2>
        <p className="mt-1.5 text-pretty text-ink-2">{t('panelSafe')}</p>
        <div className="mt-4 flex flex-wrap justify-center gap-2">
          <Button onClick={() => window.location.reload()}>{t('reload')}</Button>
          <Button variant="primary" onClick={onRetry}>
            {t('panelRetry')}
          </Button>
        </div>
      </div>
    </div>
  );
}
