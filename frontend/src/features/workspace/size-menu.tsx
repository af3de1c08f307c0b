import { ChevronDown } from 'lucide-react';
import { useCommands } from '@/features/palette/commands';
import { useRole } from '@/hooks/use-role';
import { SIZES, type Size, sizeName } from '@/lib/video';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Menu, MenuChoice } from '@/ui/menu';
import { Shape } from '@/ui/shape';
import { useSize } from './use-size';

export function SizeMenu() {
  const { t } = useTexts('workspace');
  const { current, value, choose, pending } = useSize();
  const owns = useRole() === 'owner';
  useCommands(
    SIZES.filter((size) => size.value !== value).map((size) => ({
      id: `size.${size.value}`,
      name: t('commandSize', { size: size.value }),
      when: owns && current !== null,
      only: 'list',
      run: () => choose(size.value),
    })),
  );
  if (!current) return null;
  const name = (
    <>
      <Shape width={current.width} height={current.height} />
      <span>{sizeName(current)}</span>
      <span className="max-lg:hidden">{t('lines', { lines: Math.min(current.width, current.height) })}</span>
    </>
  );
  if (!owns) return <span className="flex items-center gap-1.5 px-2.5 text-xs text-ink-2">{name}</span>;
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="sm" busy={pending}>
          <span className="sr-only">{t('sizeIs')} </span>
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
  const { t } = useTexts('workspace');
  const { value, choose } = useSize();
  const uses: Record<Size, string> = { '16:9': t('useWide'), '9:16': t('useTall'), '1:1': t('useSquare') };
  return (
    <MenuChoice<Size | ''>
      label={t('size')}
      value={value}
      onChange={(size) => size && choose(size)}
      options={SIZES.map((size) => ({
        value: size.value,
        label: t('sizeFor', { size: size.value, use: uses[size.value] }),
      }))}
    />
  );
}
