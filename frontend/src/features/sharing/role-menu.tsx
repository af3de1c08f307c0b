import { ChevronDown } from 'lucide-react';
import type { GivenRole, Role } from '@/lib/roles';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '@/ui/menu';

/** What a role is called, in a list of people. */
export function useRoleName(): (role: Role) => string {
  const { t } = useTexts('sharing');
  const names = { owner: t('owner'), editor: t('mayEdit'), commenter: t('mayComment'), viewer: t('mayWatch') };
  return (role) => names[role];
}

export interface RoleMenuProps {
  /** Whose or what for; read out. */
  label: string;
  value: GivenRole;
  onChange: (role: GivenRole) => void;
  /** The last entry, which takes it all away. */
  end?: { label: string; onSelect: () => void };
  busy?: boolean;
}

/** What somebody may do, to choose. A commenter is offered only to those who are one. */
export function RoleMenu({ label, value, onChange, end, busy = false }: RoleMenuProps) {
  const nameOf = useRoleName();
  const offered: GivenRole[] = value === 'commenter' ? ['editor', 'commenter', 'viewer'] : ['editor', 'viewer'];
  return (
    <Menu
      trigger={
        <Button
          variant="ghost"
          size="sm"
          busy={busy}
          aria-label={`${label}: ${nameOf(value)}`}
          className="pointer-coarse:h-11"
        >
          {nameOf(value)}
          {!busy && <ChevronDown className="size-3.5" />}
        </Button>
      }
    >
      <MenuChoice
        label={label}
        value={value}
        options={offered.map((role) => ({ value: role, label: nameOf(role) }))}
        onChange={onChange}
      />
      {end && (
        <>
          <MenuSeparator />
          <MenuItem danger onSelect={end.onSelect}>
            {end.label}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
