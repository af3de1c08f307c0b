import { Bookmark } from 'lucide-react';
import type { MouseEvent } from 'react';
import type { Checkpoint } from '@/api/types.generated';
import { cx } from '@/lib/cx';
import { authorOf, clockName, headline, shortSha } from '@/lib/versions';
import { useTexts } from '@/texts';
import { useHistory } from './history-context';
import { VersionMenu } from './version-menu';
import { VersionPicture } from './version-picture';

export interface VersionRowProps {
  version: Checkpoint;
  /** The one row that the Tab key reaches. */
  tabStop: boolean;
  /** `byKey`: opened with Enter, so the focus goes along. */
  onOpen: (sha: string, byKey: boolean) => void;
}

/** One version of the list; the arrow keys go from row to row, Tab to one of them only. */
export function VersionRow({ version, tabStop, onOpen }: VersionRowProps) {
  const { t } = useTexts('history');
  const { sha, name, createdAt } = version;
  const { versions, head, selected } = useHistory();
  const { name: author, agent } = authorOf(version);
  const current = sha === selected;
  const tabIndex = tabStop ? 0 : -1;
  return (
    <li
      className={cx(
        'group relative rounded-[10px] [contain-intrinsic-size:auto_60px] [content-visibility:auto]',
        // In the narrow layout the list stands alone: nothing is selected in it.
        current ? '@min-[680px]/history:bg-hover' : 'hover:bg-raised in-data-[theme=light]:hover:bg-canvas',
      )}
    >
      <button
        type="button"
        data-version={sha}
        tabIndex={tabIndex}
        aria-current={current}
        // A click by Enter or Space has no position in the count of clicks.
        onClick={(event: MouseEvent) => onOpen(sha, event.detail === 0)}
        className="flex w-full items-start gap-2.5 rounded-[10px] p-2 text-start outline-offset-[-2px] pointer-coarse:pe-12"
      >
        <VersionPicture version={version} />
        <span className="min-w-0 grow">
          <span className="line-clamp-2 font-medium text-pretty [overflow-wrap:anywhere]">
            {headline(version, versions)}
          </span>
          {name && (
            <span className="mt-0.5 flex items-center gap-1 text-xs">
              <Bookmark role="img" aria-label={t('named')} className="size-3 shrink-0 fill-current" />
              <span className="truncate">{name}</span>
            </span>
          )}
          <span className="flex gap-1 pe-7 text-2xs whitespace-nowrap text-ink-3">
            <time dateTime={createdAt}>{clockName(createdAt)}</time>
            <Dot />
            {sha === head && (
              <>
                <span className="font-medium text-accent">{t('now')}</span>
                <Dot />
              </>
            )}
            <span className="font-mono">{shortSha(sha)}</span>
            {agent ? (
              <span className="sr-only">{t('by', { author })}</span>
            ) : (
              <>
                <Dot />
                <span className="truncate">{author}</span>
              </>
            )}
          </span>
        </span>
      </button>
      <VersionMenu
        version={version}
        size="sm"
        tabIndex={tabIndex}
        className={cx(
          'absolute end-1 bottom-1 pointer-coarse:bottom-auto pointer-coarse:top-1 pointer-coarse:size-11 pointer-coarse:opacity-100 data-[state=open]:opacity-100',
          current ? 'opacity-100' : 'opacity-0 group-hover:opacity-100 focus-visible:opacity-100',
        )}
      />
    </li>
  );
}

function Dot() {
  return <span aria-hidden="true">·</span>;
}
