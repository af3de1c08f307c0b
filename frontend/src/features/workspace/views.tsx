import { ArrowLeft } from 'lucide-react';
import { PreviewPanel } from '@/features/preview/preview-panel';
import { PreviewTools } from '@/features/preview/preview-tools';
import { cx } from '@/lib/cx';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { TabPanel, Tabs } from '@/ui/tabs';
import { LazyPanel, type PanelSource, panelSource } from './lazy-panel';
import { PanelBoundary } from './panel-boundary';
import { PanelSkeleton } from './panel-skeleton';
import { useView, type View } from './use-view';
import { useViewNames } from './view-names';

type LazyView = Exclude<View, 'preview'>;

/** Each a chunk of its own: most people open none of them in a visit. */
const PANELS: Readonly<Record<LazyView, PanelSource>> = {
  storyboard: panelSource(async () => (await import('@/features/storyboard/storyboard-panel')).StoryboardPanel),
  assets: panelSource(async () => (await import('@/features/assets/assets-panel')).AssetsPanel),
  code: panelSource(async () => (await import('@/features/code/code-panel')).CodePanel),
  history: panelSource(async () => (await import('@/features/history/history-panel')).HistoryPanel),
};

/** What is made: the video, its code, its versions. The preview stays loaded behind the others. */
export function Views() {
  const { t } = useTexts('workspace');
  const { view, setView } = useView();
  const names = useViewNames();
  return (
    <Tabs
      label={t('views')}
      value={view}
      onChange={setView}
      tabs={names.map((known) => ({ value: known.view, label: known.name }))}
      aside={view === 'preview' && <PreviewTools />}
      rowClassName="border-b border-line px-3 max-md:hidden"
      className={cx(
        'flex min-w-0 flex-col max-md:order-1 max-md:shrink-0 lying:flex-1 md:min-h-0 md:grow',
        // With a keyboard on the screen there is no room for a picture beside what is being written.
        '[@media(max-width:559px)_and_(max-height:520px)]:in-[main:has([data-composer]:focus)]:hidden',
        view !== 'preview' && 'max-md:min-h-0 max-md:grow max-md:shrink!',
      )}
    >
      {view !== 'preview' && <WayBack name={names.find((known) => known.view === view)?.name ?? ''} />}
      <TabPanel
        value="preview"
        forceMount
        tabIndex={-1}
        className="flex min-h-0 flex-col outline-none data-[state=inactive]:hidden md:grow"
      >
        <PanelBoundary name={t('thePreview')}>
          <PreviewPanel />
        </PanelBoundary>
      </TabPanel>
      {names.map(({ view: value, name }) => value !== 'preview' && <ViewPanel key={value} view={value} name={name} />)}
    </Tabs>
  );
}

function ViewPanel({ view, name }: { view: LazyView; name: string }) {
  return (
    <TabPanel value={view} className="flex min-h-0 grow flex-col outline-none data-[state=inactive]:hidden">
      <LazyPanel source={PANELS[view]} name={name} waiting={<PanelSkeleton of={view} />} />
    </TabPanel>
  );
}

/** On a phone a view is a page of its own: what it is, and the way back to video and chat. */
function WayBack({ name }: { name: string }) {
  const { t } = useTexts('workspace');
  const { setView } = useView();
  return (
    <div className="flex h-12 shrink-0 items-center gap-1 border-b border-line px-1 md:hidden">
      <Button variant="ghost" className="h-11!" onClick={() => setView('preview')}>
        <ArrowLeft className="size-4 rtl:-scale-x-100" />
        {t('backToVideo')}
      </Button>
      <h2 className="min-w-0 truncate font-semibold">{name}</h2>
    </div>
  );
}
