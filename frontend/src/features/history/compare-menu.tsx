import { ChevronDown } from 'lucide-react';
import type { Checkpoint } from '@/api/types.generated';
import { headline, momentName } from '@/lib/versions';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Menu, MenuChoice } from '@/ui/menu';
import { useHistory } from './history-context';

export interface CompareMenuProps {
  version: Checkpoint;
  /** What it is compared with; null for the version before it. */
  against: string | null;
  onChange: (against: string | null) => void;
}

const BEFORE = 'before';

/** Compared with what: the version before, now, or any other that the list shows. */
export function CompareMenu({ version, against, onChange }: CompareMenuProps) {
  const { t } = useTexts('history');
  const { versions, head } = useHistory();
  const others = versions.filter(({ sha }) => sha !== version.sha && sha !== head);
  const options = [
    ...(version.parent ? [{ value: BEFORE, label: t('versionBefore') }] : []),
    ...(head && head !== version.sha ? [{ value: head, label: t('nowTitle') }] : []),
    ...others.map((other) => ({
      value: other.sha,
      label: `${momentName(other.createdAt)} · ${other.name ?? headline(other, versions)}`,
    })),
  ];
  const value = against ?? BEFORE;
  const chosen = options.find((option) => option.value === value)?.label ?? t('anotherVersion');
  return (
    <Menu
      align="start"
      trigger={
        <Button
          variant="ghost"
          size="sm"
          className="max-w-60 min-w-0 shrink pointer-coarse:h-9"
          aria-label={t('comparedWithThis', { chosen })}
        >
          <span className="truncate">{chosen.charAt(0).toLowerCase() + chosen.slice(1)}</span>
          <ChevronDown className="size-3.5" />
        </Button>
      }
    >
      <MenuChoice
        label={t('compareWith')}
        value={value}
        options={options}
        onChange={(next) => onChange(next === BEFORE ? null : next)}
      />
    </Menu>
  );
}
