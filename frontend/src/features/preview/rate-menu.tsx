import { usePlayerActions, usePlayerSettings } from '@/hooks/use-player';
import { RATES, rateName } from '@/lib/playback';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Menu, MenuChoice } from '@/ui/menu';

/** How fast it plays. */
export function RateMenu() {
  const { t } = useTexts('preview');
  const { rate } = usePlayerSettings();
  const { change } = usePlayerActions();
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="sm" aria-label={t('speedIs', { speed: rateName(rate) })}>
          {rateName(rate)}
        </Button>
      }
    >
      <MenuChoice
        label={t('speed')}
        value={String(rate)}
        onChange={(next) => change({ rate: Number(next) })}
        options={RATES.map((value) => ({ value: String(value), label: rateName(value) }))}
      />
    </Menu>
  );
}
