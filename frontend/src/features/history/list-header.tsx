import { Bookmark } from 'lucide-react';
import { useTexts } from '@/texts';
import { Chip } from '@/ui/chip';
import { GitPopover } from './git-popover';

export interface ListHeaderProps {
  namedOnly: boolean;
  onNamedOnly: (on: boolean) => void;
}

/** Above the list: what it shows, and the way in for git. */
export function ListHeader({ namedOnly, onNamedOnly }: ListHeaderProps) {
  const { t } = useTexts('history');
  return (
    <div className="flex h-11 shrink-0 items-center gap-1 border-b border-line px-2 max-md:h-13 max-md:px-2.5">
      <h2 className="me-auto px-1.5 font-semibold max-md:invisible">{t('history')}</h2>
      <Chip
        aria-pressed={namedOnly}
        tone={namedOnly ? 'now' : 'plain'}
        onClick={() => onNamedOnly(!namedOnly)}
        className={namedOnly ? undefined : 'border-transparent'}
      >
        <Bookmark className="size-3.5" />
        {t('namedOnly')}
      </Chip>
      <GitPopover />
    </div>
  );
}
