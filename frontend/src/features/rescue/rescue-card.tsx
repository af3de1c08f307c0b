import { LifeBuoy } from 'lucide-react';
import { useState } from 'react';
import { describeError } from '@/api/errors';
import type { RescuedWork } from '@/api/types.generated';
import { useCanEdit, useOpenProject } from '@/hooks/use-open-project';
import { useRescues } from '@/hooks/use-rescues';
import { momentName } from '@/lib/versions';
import { Button } from '@/ui/button';
import { DismissRescue } from './dismiss-rescue';
import { RescueDialog } from './rescue-dialog';
import { useBringBack } from './use-bring-back';
import { usePutAsideMark } from './use-put-aside-mark';

/** Work that couldn't become a version is offered until somebody has decided about it, the newest first. */
export function RescueCard() {
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
          <p className="grow text-ink-2">
            We couldn’t look for work that was put aside. {describeError(rescues.error)}
          </p>
          <Button size="sm" onClick={() => void rescues.refetch()}>
            Try again
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
          <h2 className="font-medium">Work from {momentName(work.createdAt)} couldn’t be saved then</h2>
          <p className="mt-0.5 text-xs text-ink-2">
            It is kept aside · {filesIn(work)}
            {others.length > 0 && ` · ${others.length} more after this`}
          </p>
          {problem && (
            <p role="alert" className="mt-2 text-xs text-danger">
              {problem}
            </p>
          )}
          <div className="mt-2.5 flex flex-wrap gap-1.5">
            <Button size="sm" busy={busy} onClick={() => bringBack(work)} className="pointer-coarse:h-9">
              Bring back
            </Button>
            <Button
              size="sm"
              variant="ghost"
              onClick={() => setAsking({ what: 'look', of: work.name })}
              className="pointer-coarse:h-9"
            >
              Look
            </Button>
            <Button
              size="sm"
              variant="ghost"
              onClick={() => setAsking({ what: 'dismiss', of: work.name })}
              className="pointer-coarse:h-9"
            >
              Dismiss
            </Button>
          </div>
        </div>
      </div>
      <RescueDialog work={work} open={asks('look')} onClose={close} onBringBack={() => bringBack(work)} />
      <DismissRescue work={work} open={asks('dismiss')} onClose={close} />
    </Frame>
  );
}

function filesIn({ files }: RescuedWork): string {
  if (files.length === 0) return 'no file differs any more';
  return files.length === 1 ? '1 file' : `${files.length} files`;
}

function Frame({ children }: { children: React.ReactNode }) {
  return (
    <section aria-label="Work put aside" className="shrink-0 border-b border-line p-3">
      <div className="animate-appear rounded-md border border-line-strong bg-raised p-3 in-data-[theme=light]:bg-canvas">
        {children}
      </div>
    </section>
  );
}
