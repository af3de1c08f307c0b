import { ArrowLeft, Bookmark } from 'lucide-react';
import type { Checkpoint } from '@/api/types.generated';
import { useView } from '@/features/workspace/use-view';
import { useCanEdit } from '@/hooks/use-open-project';
import { authorOf, headline, momentName, shortSha } from '@/lib/versions';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { useHistory } from './history-context';
import { NameField } from './name-field';
import { VersionActs } from './version-acts';
import { VersionAuthor } from './version-author';

/** Which version this is, who made it and when, and what can be done with it. */
export function VersionHeader({ version }: { version: Checkpoint }) {
  const { t } = useTexts('history');
  const { versions, head, naming, setNaming } = useHistory();
  const { showVersions } = useView();
  const canEdit = useCanEdit();
  const now = version.sha === head;
  return (
    <header className="shrink-0 border-b border-line px-4 py-3">
      <Button
        variant="ghost"
        className="-mt-1.5 mb-1.5 -ms-2.5 pointer-coarse:h-11 @min-[680px]/history:hidden"
        onClick={showVersions}
      >
        <ArrowLeft className="size-4 rtl:-scale-x-100" />
        {t('allVersions')}
      </Button>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 grow basis-60">
          <h2 className="text-base/5 font-semibold text-pretty [overflow-wrap:anywhere]">
            {headline(version, versions)}
          </h2>
          <p className="mt-1 flex flex-wrap items-center gap-x-1.5 gap-y-1 text-xs text-ink-3">
            <VersionAuthor version={version} className="size-4 text-[9px] [&_svg]:size-2.5" />
            {authorOf(version).name}
            <span aria-hidden="true">·</span>
            <time dateTime={version.createdAt}>{momentName(version.createdAt)}</time>
            <span aria-hidden="true">·</span>
            <span className="font-mono">{shortSha(version.sha)}</span>
            {now && (
              <>
                <span aria-hidden="true">·</span>
                <span className="font-medium text-accent">{t('now')}</span>
              </>
            )}
          </p>
        </div>
        <div className="flex items-center gap-2">
          <VersionActs
            version={version}
            className="pointer-coarse:h-10"
            copyClassName="@max-[479px]/history:hidden"
            menuClassName="pointer-coarse:size-10"
          />
        </div>
      </div>
      <div>
        {naming === version.sha ? (
          <NameField key={version.sha} version={version} />
        ) : (
          version.name && (
            <p className="mt-2 inline-flex max-w-full items-center gap-1.5 rounded-xs bg-hover px-1.5 py-0.5 text-xs">
              <Bookmark role="img" aria-label={t('named')} className="size-3 shrink-0 fill-current" />
              <span className="truncate">{version.name}</span>
            </p>
          )
        )}
        {canEdit && !version.name && naming !== version.sha && (
          <Button
            variant="ghost"
            size="sm"
            className="mt-1.5 -ms-2.5 pointer-coarse:h-9"
            onClick={() => setNaming(version.sha)}
          >
            <Bookmark className="size-3.5" />
            {t('nameThis')}
          </Button>
        )}
      </div>
    </header>
  );
}
