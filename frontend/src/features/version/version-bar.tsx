import { ArrowLeft, Bookmark } from 'lucide-react';
import { Link } from 'react-router';
import type { Checkpoint } from '@/api/types.generated';
import { useHistory } from '@/features/history/history-context';
import { NameField } from '@/features/history/name-field';
import { VersionActs } from '@/features/history/version-acts';
import { VersionAuthor } from '@/features/history/version-author';
import { useOpenProject } from '@/hooks/use-open-project';
import { authorOf, headline, momentName, shortSha } from '@/lib/versions';
import { useTexts } from '@/texts';
import { buttonClass } from '@/ui/button';

/** The way back to now, which version this is, and what can be done with it. */
export function VersionBar({ version }: { version: Checkpoint }) {
  const { t } = useTexts('version');
  const { id, name: project } = useOpenProject();
  const { naming } = useHistory();
  return (
    <header className="shrink-0 border-b border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-2 py-2 md:px-3">
        <Link to={`/projects/${id}`} className={`${buttonClass('ghost')} pointer-coarse:h-11`}>
          <ArrowLeft className="size-4 rtl:-scale-x-100" />
          {t('backToNow')}
        </Link>
        <div className="min-w-0 grow basis-52">
          <h1 className="truncate text-base/5 font-semibold" title={headline(version)}>
            {headline(version)}
          </h1>
          <p className="mt-0.5 flex min-w-0 items-center gap-x-1.5 text-xs whitespace-nowrap text-ink-3">
            {version.name && (
              <span className="flex min-w-0 shrink items-center gap-1 text-ink">
                <Bookmark role="img" aria-label={t('named')} className="size-3 shrink-0 fill-current" />
                <span className="truncate" title={version.name}>
                  {version.name}
                </span>
                <Dot />
              </span>
            )}
            <span className="min-w-0 shrink-[2] truncate" title={project}>
              {project}
            </span>
            <Dot />
            <VersionAuthor version={version} className="size-4 shrink-0 text-[9px] [&_svg]:size-2.5" />
            <span className="max-w-32 truncate">{authorOf(version).name}</span>
            <Dot />
            <time dateTime={version.createdAt}>{momentName(version.createdAt)}</time>
            <Dot />
            <span className="font-mono">{shortSha(version.sha)}</span>
          </p>
        </div>
        <div className="flex items-center gap-2 ps-1">
          <VersionActs version={version} className="pointer-coarse:h-11" menuClassName="pointer-coarse:size-11" />
        </div>
      </div>
      {naming === version.sha && (
        <div className="px-4 pb-3">
          <NameField version={version} />
        </div>
      )}
    </header>
  );
}

function Dot() {
  return (
    <span aria-hidden="true" className="shrink-0">
      ·
    </span>
  );
}
