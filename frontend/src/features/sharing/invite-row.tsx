import { Check, Link2 } from 'lucide-react';
import { describeError } from '@/api/errors';
import type { Invite } from '@/api/types.generated';
import { useSharingActions } from '@/hooks/use-sharing';
import { whenName } from '@/lib/when';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { useCopy } from '@/ui/use-copy';
import { PersonRow } from './person-row';
import { RoleMenu } from './role-menu';

/** The page where an invite is accepted. */
export function inviteAddress(inviteId: string): string {
  return `${window.location.origin}/invites/${inviteId}`;
}

/** A role that waits for an address: its link to pass on, another role, or the end of it. */
export function InviteRow({ invite: { id, email, role, createdAt } }: { invite: Invite }) {
  const { t } = useTexts('sharing');
  const { invite, withdraw } = useSharingActions();
  const { state, copy } = useCopy();
  const failed = invite.error
    ? t('roleFailed', { reason: describeError(invite.error) })
    : withdraw.error && t('withdrawFailed', { reason: describeError(withdraw.error) });
  return (
    <>
      <PersonRow id={email} name={email} about={t('invitedWhen', { when: whenName(createdAt) })}>
        <Button size="sm" className="pointer-coarse:h-11" onClick={() => void copy(inviteAddress(id))}>
          {state === 'copied' ? <Check className="size-3.5" /> : <Link2 className="size-3.5" />}
          <span className="max-sm:sr-only">{t(state === 'copied' ? 'copied' : 'copyInvite')}</span>
          <span className="sr-only">{` ${email}`}</span>
        </Button>
        <RoleMenu
          label={t('roleOf', { name: email })}
          value={role}
          busy={invite.isPending || withdraw.isPending}
          onChange={(next) => invite.mutate({ email, role: next })}
          end={{ label: t('withdraw'), onSelect: () => withdraw.mutate(id) }}
        />
      </PersonRow>
      {state === 'failed' && (
        <li className="pb-2 text-xs text-ink-2" role="status">
          {t('copyFailed')} <code className="font-mono select-all [overflow-wrap:anywhere]">{inviteAddress(id)}</code>
        </li>
      )}
      {failed && (
        <li className="pb-2 text-xs text-danger" role="alert">
          {failed}
        </li>
      )}
    </>
  );
}
