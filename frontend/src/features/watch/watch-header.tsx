import { Link } from 'react-router';
import type { Watched } from '@/api/types.generated';
import { useTexts } from '@/texts';
import { buttonClass } from '@/ui/button';
import { LogoMark } from '@/ui/logo';

/** What one watches, whose it is, and the way to make such a thing oneself. */
export function WatchHeader({ watched }: { watched: Watched | undefined }) {
  const { t } = useTexts('watch');
  return (
    <header className="flex h-14 shrink-0 items-center gap-3 px-4 md:px-6">
      <Link to="/" aria-label={t('home')} className="rounded-sm p-1">
        <LogoMark className="size-6 text-ink" />
      </Link>
      <div className="min-w-0 grow">
        {watched && (
          <>
            <h1 className="truncate text-base/5 font-semibold tracking-tight" title={watched.name}>
              {watched.name}
            </h1>
            <p className="truncate text-xs text-ink-3">{t('by', { name: watched.ownerName })}</p>
          </>
        )}
      </div>
      <Link to="/" className={`${buttonClass('outline')} pointer-coarse:h-11`}>
        {t('make')}
      </Link>
    </header>
  );
}
