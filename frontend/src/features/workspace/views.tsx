import { lazy, Suspense } from 'react';
import { PreviewPanel } from '@/features/preview/preview-panel';
import { cx } from '@/lib/cx';
import { Spinner } from '@/ui/spinner';
import { TabPanel, Tabs } from '@/ui/tabs';
import { useView } from './use-view';

const HistoryPanel = lazy(async () => ({ default: (await import('@/features/history/history-panel')).HistoryPanel }));
const CodePanel = lazy(async () => ({ default: (await import('@/features/code/code-panel')).CodePanel }));

/** What is made: the video, its code, its versions. The preview stays loaded behind the others. */
export function Views({ compact }: { compact: boolean }) {
  const { view, setView } = useView();
  return (
    <Tabs
      label="Views"
      value={view}
      onChange={setView}
      tabs={[
        { value: 'preview', label: 'Preview' },
        { value: 'code', label: 'Code' },
        { value: 'history', label: 'History' },
      ]}
      className={cx(
        'order-1 flex min-w-0 flex-col md:order-2 md:min-h-0 md:grow',
        'max-md:[&>[role=tablist]]:hidden [&>[role=tablist]]:border-b [&>[role=tablist]]:border-line [&>[role=tablist]]:px-3',
        view === 'code' && 'max-md:min-h-0 max-md:basis-1/2',
        view === 'history' && 'max-md:min-h-0 max-md:grow',
      )}
    >
      <TabPanel
        value="preview"
        forceMount
        tabIndex={-1}
        className="flex min-h-0 flex-col outline-none data-[state=inactive]:hidden md:grow"
      >
        <PreviewPanel compact={compact} />
      </TabPanel>
      <TabPanel value="code" className="flex min-h-0 grow flex-col outline-none data-[state=inactive]:hidden">
        <Suspense fallback={<Waiting />}>
          <CodePanel />
        </Suspense>
      </TabPanel>
      <TabPanel value="history" className="flex min-h-0 grow flex-col outline-none data-[state=inactive]:hidden">
        <Suspense fallback={<Waiting />}>
          <HistoryPanel />
        </Suspense>
      </TabPanel>
    </Tabs>
  );
}

function Waiting() {
  return (
    <div className="grid grow place-items-center">
      <Spinner />
    </div>
  );
}
