import { type SubmitEvent, useId, useState } from 'react';
import { describeError } from '@/api/errors';
import { useSharingActions } from '@/hooks/use-sharing';
import type { GivenRole } from '@/lib/roles';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Input } from '@/ui/field';
import { RoleMenu } from './role-menu';

/** Let a role wait for an e-mail address. */
export function InviteForm() {
  const { t } = useTexts('sharing');
  const { invite } = useSharingActions();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<GivenRole>('editor');
  const below = useId();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (email.trim()) invite.mutate({ email: email.trim(), role }, { onSuccess: () => setEmail('') });
  };
  return (
    <form noValidate onSubmit={submit}>
      <div className="flex gap-2">
        <div className="relative min-w-0 grow">
          <Input
            type="email"
            autoComplete="off"
            autoFocus
            aria-label={t('addByEmail')}
            aria-describedby={below}
            aria-invalid={invite.isError ? true : undefined}
            placeholder={t('addByEmail')}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            className="h-9 pe-28"
          />
          <div className="absolute inset-y-0 end-1 flex items-center">
            <RoleMenu label={t('inviteRole')} value={role} onChange={setRole} />
          </div>
        </div>
        <Button
          type="submit"
          variant="primary"
          busy={invite.isPending}
          disabled={!email.trim()}
          className="h-9 pointer-coarse:h-11"
        >
          {t('inviteSend')}
        </Button>
      </div>
      <p id={below} role="status" className="text-xs text-pretty not-empty:mt-1.5">
        {invite.error && (
          <span className="text-danger">{t('inviteFailed', { reason: describeError(invite.error) })}</span>
        )}
        {invite.data && !invite.error && (
          <span className="text-ink-2">{t('notMailed', { email: invite.data.email })}</span>
        )}
      </p>
    </form>
  );
}
