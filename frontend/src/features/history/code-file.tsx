import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import type { FileDiff } from '@/api/types.generated';
import { cx } from '@/lib/cx';
import { sizeWords } from '@/lib/files';
import { useTexts } from '@/texts';
import { Tag } from '@/ui/chip';
import { CodeHunk } from './code-hunk';
import { LineCounts } from './line-counts';

const STATUS = { added: 'statusNew', removed: 'statusRemoved', renamed: 'statusRenamed', changed: null } as const;

/** One file that differs; its lines are made when it is open. */
export function CodeFile({ file, startsOpen }: { file: FileDiff; startsOpen: boolean }) {
  const { t } = useTexts('history');
  const [open, setOpen] = useState(startsOpen);
  const body = useId();
  const { path, oldPath, status, additions = 0, deletions = 0 } = file;
  const said = STATUS[status];
  const cut = path.lastIndexOf('/') + 1;
  return (
    <div className="overflow-clip rounded-md border border-line bg-surface">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={body}
        onClick={() => setOpen(!open)}
        className="sticky top-0 z-1 flex min-h-9 w-full items-center gap-2 bg-surface px-3 py-1.5 text-start outline-offset-[-2px] hover:bg-hover pointer-coarse:min-h-11"
      >
        <ChevronRight
          aria-hidden="true"
          className={cx('size-3.5 shrink-0 text-ink-3 transition-base', open && 'rotate-90')}
        />
        <span className="min-w-0 grow font-mono text-xs [overflow-wrap:anywhere]">
          {oldPath && oldPath !== path && <span className="text-ink-3">{`${oldPath} → `}</span>}
          <span className="text-ink-3">{path.slice(0, cut)}</span>
          {path.slice(cut)}
        </span>
        {said && <Tag>{t(said)}</Tag>}
        {!file.binary && !file.tooLarge && <LineCounts additions={additions} deletions={deletions} />}
      </button>
      <div id={body} hidden={!open} className="border-t border-line">
        {open && <FileBody file={file} />}
      </div>
    </div>
  );
}

function FileBody({ file }: { file: FileDiff }) {
  const { t } = useTexts('history');
  const { binary, tooLarge, hunks = [], oldSize, newSize, path } = file;
  if (binary || tooLarge || hunks.length === 0) {
    const sizes = [oldSize, newSize].filter((size) => typeof size === 'number').map(sizeWords);
    const words = binary ? t('notText') : tooLarge ? t('tooLarge') : t('noLine');
    return (
      <p className="px-3 py-2.5 text-ink-2">
        {words}
        {sizes.length > 0 && `, ${[...new Set(sizes)].join(' → ')}`}
      </p>
    );
  }
  return hunks.map((hunk) => <CodeHunk key={`${hunk.oldStart} ${hunk.newStart}`} path={path} hunk={hunk} />);
}
