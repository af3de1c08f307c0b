import { useState } from 'react';
import { describeError } from '@/api/errors';
import type { Member } from '@/api/types.generated';
import { useAccount } from '@/hooks/use-auth';
import { usePresence } from '@/hooks/use-presence';
import { useSharingActions } from '@/hooks/use-sharing';
import { useTexts } from '@/texts';
import { ConfirmDialog } from '@/ui/confirm-dialog';
import { PersonRow } from './person-row';
import { RoleMenu, useRoleName } from './role-menu';

/** Somebody in the project; `manages`: their role can be changed or taken away here. */
export function MemberRow({ member, manages }: { member: Member; manages: boolean }) {
  const { uid, email, role } = member;
  const { t } = useTexts('sharing');
  const nameOf = useRoleName();
  const { changeRole, remove } = useSharingActions();
  const here = usePresence()?.people.some((one) => one.uid === uid) ?? false;
  const own = useAccount().uid === uid;
  const [removing, setRemoving] = useState(false);
  const name = own ? `${member.name} (${t('writerYou')})` : member.name;
  return (
    <>
      <PersonRow id={uid} name={name} about={here && !own ? t('hereNow') : email}>
        {manages && role !== 'owner' ? (
          <RoleMenu
            label={t('roleOf', { name: member.name })}
            value={role}
            busy={changeRole.isPending || remove.isPending}
            onChange={(next) => changeRole.mutate({ uid, role: next })}
            end={{ label: t('remove'), onSelect: () => setRemoving(true) }}
          />
        ) : (
          <span className="px-2 text-xs text-ink-3">{nameOf(role)}</span>
        )}
      </PersonRow>
      {changeRole.error && (
        <li role="alert" className="pb-2 text-xs text-danger">
          {t('roleFailed', { reason: describeError(changeRole.error) })}
        </li>
      )}
      <ConfirmDialog
        open={removing}
        onOpenChange={(open) => {
          remove.reset();
          setRemoving(open);
        }}
        title={t('removeTitle', { name: member.name })}
        keep={t('removeKeep')}
        go={t('remove')}
        busy={remove.isPending}
        error={remove.error ? t('removeFailed', { reason: describeError(remove.error) }) : null}
        onGo={() => remove.mutate(uid, { onSuccess: () => setRemoving(false) })}
      >
        {t('removeWhat')}
      </ConfirmDialog>
    </>
  );
}
