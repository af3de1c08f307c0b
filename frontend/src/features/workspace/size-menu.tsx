import { ChevronDown } from 'lucide-react';
import { useCanEdit } from '@/hooks/use-open-project';
import { SIZES, type Size, sizeName } from '@/lib/video';
import { Button } from '@/ui/button';
import { Menu, MenuChoice } from '@/ui/menu';
import { Shape } from '@/ui/shape';
import { useSize } from './use-size';

export function SizeMenu() {
  const { current, pending } = useSize();
  const canEdit = useCanEdit();
  if (!current) return null;
  const name = (
    <>
      <Shape width={current.width} height={current.height} />
      {sizeName(current)} · {Math.min(current.width, current.height)}p
    </>
  );
  if (!canEdit) return <span className="flex items-center gap-1.5 px-2.5 text-xs text-ink-2">{name}</span>;
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="sm" busy={pending} aria-label={`Size: ${sizeName(current)}`}>
          {name}
          <ChevronDown className="size-3.5" />
        </Button>
      }
    >
      <SizeChoices />
    </Menu>
  );
}

export function SizeChoices() {
  const { current, choose } = useSize();
  return (
    <MenuChoice<Size | ''>
      label="Size"
      value={SIZES.find((size) => current && size.value === sizeName(current))?.value ?? ''}
      onChange={(size) => size && choose(size)}
      options={SIZES.map(({ value, use }) => ({ value, label: `${value} · ${use}` }))}
    />
  );
}
