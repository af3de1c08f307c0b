import { Download } from 'lucide-react';
import { describeError } from '@/api/errors';
import { useDataExport } from '@/hooks/use-account-data';
import { useTexts } from '@/texts';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';

/** All own data as a zip. */
export function DataExport() {
  const { t } = useTexts('account');
  const data = useDataExport();
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-[360px] text-pretty text-ink-2">{t('exportAbout')}</p>
        <Button className="pointer-coarse:h-11" busy={data.isPending} onClick={() => data.mutate()}>
          {!data.isPending && <Download className="size-3.5" />}
          {t(data.isPending ? 'exportPacking' : 'exportGo')}
        </Button>
      </div>
      {data.isSuccess && <Banner tone="ok">{t('exportDone')}</Banner>}
      {data.error && <Banner tone="danger">{t('exportFailed', { reason: describeError(data.error) })}</Banner>}
    </>
  );
}
