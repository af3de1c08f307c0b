import { useTheme } from '@/hooks/use-theme';
import { useTexts } from '@/texts';
import { SegmentedControl } from '@/ui/segmented-control';
import { useThemes } from './account-menu';

export function AppearanceSection() {
  const { t } = useTexts('account');
  const { choice, choose } = useTheme();
  const themes = useThemes();
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p className="text-ink-2">{t('appearanceText')}</p>
      <SegmentedControl label={t('appearance')} value={choice} options={themes} onChange={choose} />
    </div>
  );
}
