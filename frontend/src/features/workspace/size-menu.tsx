import { ChevronDown } from 'lucide-react';
import { SIZES, type Size, sizeName } from '@/lib/video';
import { Button } from '@/ui/button';
import { Menu, MenuChoice } from '@/ui/menu';
import { Shape } from '@/ui/shape';
import { useSize } from './use-size';

export function SizeMenu() {
  const { current, pending } = useSize();
  if (!current) return null;
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="sm" busy={pending} aria-label={`Size: ${sizeName(current)}`}>
          {!pending && <Shape width={current.width} height={current.height} />}
          {sizeName(current)} · {Math.min(current.width, current.height)}p
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
