import { ArrowDownUp } from 'lucide-react';
import type { Sort } from '@/lib/project-list';
import { Button } from '@/ui/button';
import { Menu, MenuChoice } from '@/ui/menu';

export const SORTS: { value: Sort; label: string }[] = [
  { value: 'opened', label: 'Last opened' },
  { value: 'created', label: 'Newest' },
  { value: 'name', label: 'Name' },
];

export function SortMenu({ value, onChange }: { value: Sort; onChange: (sort: Sort) => void }) {
  const label = SORTS.find((sort) => sort.value === value)?.label;
  return (
    <Menu
      trigger={
        <Button aria-label={`Sort: ${label}`} className="max-md:size-11 max-md:px-0">
          <ArrowDownUp className="size-3.5" />
          <span className="max-md:hidden">{label}</span>
        </Button>
      }
    >
      <MenuChoice label="Sort" value={value} options={SORTS} onChange={onChange} />
    </Menu>
  );
}
