import { LogOut, Settings } from 'lucide-react';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useAccount, useSignOut } from '@/hooks/use-auth';
import { type ThemeChoice, useTheme } from '@/hooks/use-theme';
import { useTexts } from '@/texts';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from '@/ui/menu';

/** The themes to choose from, named. */
export function useThemes(): { value: ThemeChoice; label: string }[] {
  const { t } = useTexts('account');
  return [
    { value: 'dark', label: t('dark') },
    { value: 'light', label: t('light') },
    { value: 'system', label: t('system') },
  ];
}

/** Settings, appearance, sign out. */
export function AccountMenu({ trigger, align }: { trigger: ReactNode; align?: 'start' | 'end' }) {
  const { t } = useTexts('account');
  const themes = useThemes();
  const { email } = useAccount();
  const { choice, choose } = useTheme();
  const navigate = useNavigate();
  const signOut = useSignOut();
  return (
    <Menu trigger={trigger} align={align}>
      <MenuLabel>{email}</MenuLabel>
      <MenuItem icon={<Settings />} onSelect={() => void navigate('/settings')}>
        {t('settings')}
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>{t('appearance')}</MenuLabel>
      <MenuChoice label={t('appearance')} value={choice} options={themes} onChange={choose} />
      <MenuSeparator />
      <MenuItem icon={<LogOut />} onSelect={() => void signOut()}>
        {t('signOut')}
      </MenuItem>
    </Menu>
  );
}
