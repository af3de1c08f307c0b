import { LogOut, Settings } from 'lucide-react';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useAccount, useSignOut } from '@/hooks/use-auth';
import { type ThemeChoice, useTheme } from '@/hooks/use-theme';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from '@/ui/menu';

export const THEMES: { value: ThemeChoice; label: string }[] = [
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
  { value: 'system', label: 'As the system' },
];

/** Settings, appearance, sign out. */
export function AccountMenu({ trigger, align }: { trigger: ReactNode; align?: 'start' | 'end' }) {
  const { email } = useAccount();
  const { choice, choose } = useTheme();
  const navigate = useNavigate();
  const signOut = useSignOut();
  return (
    <Menu trigger={trigger} align={align}>
      <MenuLabel>{email}</MenuLabel>
      <MenuItem icon={<Settings />} onSelect={() => void navigate('/settings')}>
        Settings
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>Appearance</MenuLabel>
      <MenuChoice label="Appearance" value={choice} options={THEMES} onChange={choose} />
      <MenuSeparator />
      <MenuItem icon={<LogOut />} onSelect={() => void signOut()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
