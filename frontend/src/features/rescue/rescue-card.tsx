import { LifeBuoy } from 'lucide-react';
import { useState } from 'react';
import { describeError } from '@/api/errors';
import type { RescuedWork } from '@/api/types.generated';
import { useCanEdit, useOpenProject } from '@/hooks/use-open-project';
import { useRescues } from '@/hooks/use-rescues';
import { momentName } from '@/lib/versions';
import { type Texts, useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { DismissRescue } from './dismiss-rescue';
import { RescueDialog } from './rescue-dialog';
import { useBringBack } from './use-bring-back';
import { usePutAsideMark } from './use-put-aside-mark';

/** Work that couldn't become a version is offered until somebody has decided about it, the newest first. */
export function RescueCard() {
  const { t } = useTexts('rescue');
  const { id } = useOpenProject();
  const canEdit = useCanEdit();
  const mark = usePutAsideMark();
  const rescues = useRescues(id, mark, canEdit);
  const { bringBack, busy, problem } = useBringBack();
  const [asking, setAsking] = useState<{ what: 'look' | 'dismiss'; of: string } | null>(null);
  const [work, ...others] = rescues.data ?? [];

  if (!canEdit) return null;
  if (rescues.error) {
    return (
      <Frame>
        <div role="alert" className="flex items-center gap-3">
          <p className="grow text-ink-2">{t('unread', { reason: describeError(rescues.error) })}</p>
          <Button size="sm" onClick={() => void rescues.refetch()}>
            {t('tryAgain')}
          </Button>
        </div>
      </Frame>
    );
  }
  if (!work) {
    return (
      problem && (
        <Frame>
          <p role="alert" className="text-danger">
            {problem}
          </p>
        </Frame>
      )
    );
  }
  const close = () => setAsking(null);
  const asks = (what: 'look' | 'dismiss') => asking?.what === what && asking.of === work.name;
  return (
    <Frame>
      <div className="flex items-start gap-2.5">
        <LifeBuoy aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warn" />
        <div className="min-w-0 grow">
          <h2 className="font-medium">{t('title', { moment: momentName(work.createdAt) })}</h2>
          <p className="mt-0.5 text-xs text-ink-2">
            {t('keptAside', { files: filesIn(work, t) })} {others.length > 0 && t('alsoMore', { count: others.length })}
          </p>
          {problem && (
            <p role="alert" className="mt-2 text-xs text-danger">
              {problem}
            </p>
          )}
          <div className="mt-2.5 flex flex-wrap gap-1.5">
            <Button size="sm" busy={busy} onClick={() => bringBack(work)} className="pointer-coarse:h-11">
              {t('bringBack')}
            </Button>
            <Button
              size="sm"
              variant="ghost"
              onClick={() => setAsking({ what: 'look', of: work.name })}
              className="pointer-coarse:h-11"
            >
              {t('look')}
            </Button>
            <Button
              size="sm"
              variant="ghost"
              onClick={() => setAsking({ what: 'dismiss', of: work.name })}
              className="pointer-coarse:h-11"
            >
              {t('dismiss')}
            </Button>
          </div>
        </div>
      </div>
      <RescueDialog work={work} open={asks('look')} onClose={close} onBringBack={() => bringBack(work)} />
      <DismissRescue work={work} open={asks('dismiss')} onClose={close} />
    </Frame>
  );
}

function filesIn({ files }: RescuedWork, t: Texts<'rescue'>): string {
  return files.length === 0 ? t('noFile') : t('fileCount', { count: files.length });
}

function Frame({ children }: { children: React.ReactNode }) {
  const { t } = useTexts('rescue');
  return (
    <section aria-label={t('putAside')} className="shrink-0 border-b border-line p-3">
      <div className="animate-appear rounded-md border border-line-strong bg-raised p-3 in-data-[theme=light]:bg-canvas">
        {children}
      </div>
    </section>
  );
}
