import { ChevronDown, ChevronUp } from 'lucide-react';
import { useId, useState } from 'react';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { JobRow } from './job-row';
import { UploadRow } from './upload-row';
import { useLeaveWarning } from './use-leave-warning';
import { useTray } from './use-tray';

/**
 * What goes on beside everything else: uploads, downloads that are being packed. At the bottom end of the page; on a phone,
 * where that is the composer's place, a line under the header.
 */
export function Tray() {
  const { t } = useTexts('tray');
  const { uploads, jobs, title } = useTray();
  const [folded, setFolded] = useState(isNarrow);
  const id = useId();
  useLeaveWarning();
  if (uploads.length + jobs.length === 0) return null;
  return (
    <section
      aria-label={t('tray')}
      className="fixed end-4 bottom-4 z-30 w-[min(364px,calc(100vw-32px))] overflow-hidden rounded-md bg-raised shadow-float max-md:inset-x-3 max-md:top-14 max-md:bottom-auto max-md:w-auto"
    >
      <header className="flex h-10 items-center gap-2 ps-3.5 pe-1.5">
        <h2 className="min-w-0 grow truncate font-semibold" aria-live="polite">
          {title}
        </h2>
        <IconButton
          label={t(folded ? 'unfold' : 'fold')}
          size="sm"
          aria-expanded={!folded}
          aria-controls={id}
          className="pointer-coarse:size-10"
          onClick={() => setFolded(!folded)}
        >
          {folded ? <ChevronUp className="size-4" /> : <ChevronDown className="size-4" />}
        </IconButton>
      </header>
      <ul id={id} hidden={folded} className="max-h-[40vh] overflow-y-auto border-t border-line">
        {uploads.map((upload) => (
          <UploadRow key={upload.id} upload={upload} />
        ))}
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} />
        ))}
      </ul>
    </section>
  );
}

function isNarrow(): boolean {
  return window.matchMedia('(max-width: 767px)').matches;
}
