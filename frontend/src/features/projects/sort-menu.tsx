import { ArrowDownUp } from 'lucide-react';
import type { Sort } from '@/lib/project-list';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Menu, MenuChoice } from '@/ui/menu';

export function SortMenu({ value, onChange }: { value: Sort; onChange: (sort: Sort) => void }) {
  const { t } = useTexts('projects');
  const sorts: { value: Sort; label: string }[] = [
    { value: 'opened', label: t('sortOpened') },
    { value: 'created', label: t('sortCreated') },
    { value: 'name', label: t('sortName') },
  ];
  const label = sorts.find((sort) => sort.value === value)?.label ?? '';
  return (
    <Menu
      trigger={
        <Button aria-label={t('sortedBy', { label })} className="max-md:size-11 max-md:px-0">
          <ArrowDownUp className="size-3.5" />
          <span className="max-md:hidden">{label}</span>
        </Button>
      }
    >
      <MenuChoice label={t('sort')} value={value} options={sorts} onChange={onChange} />
    </Menu>
  );
}
