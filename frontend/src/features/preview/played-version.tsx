import { usePlayer } from '@/hooks/use-player';
import { shortSha } from '@/lib/versions';
import { useTexts } from '@/texts';
import { Tooltip } from '@/ui/tooltip';

/** The checkpoint that plays now, as the page itself says. */
export function PlayedVersion() {
  const { t } = useTexts('preview');
  const sha = usePlayer((state) => state.sha);
  const dirty = usePlayer((state) => state.dirty);
  if (!sha) return null;
  const said = dirty ? t('playsEdits', { version: shortSha(sha) }) : t('plays', { version: shortSha(sha) });
  return (
    <Tooltip label={said}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what it means is told on focus, too */}
      <span tabIndex={0} className="me-1 rounded-xs px-1.5 py-0.5 font-mono text-2xs text-ink-3 max-lg:hidden">
        <span className="sr-only">{said}</span>
        <span aria-hidden="true" data-testid="played-version">
          {shortSha(sha)}
          {dirty && '+'}
        </span>
      </span>
    </Tooltip>
  );
}
