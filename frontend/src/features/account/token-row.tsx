import { useState } from 'react';
import { describeError } from '@/api/errors';
import type { AccessToken } from '@/api/types.generated';
import { useRevokeToken } from '@/hooks/use-tokens';
import { dateName, whenName } from '@/lib/when';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Tag } from '@/ui/chip';
import { ConfirmDialog } from '@/ui/confirm-dialog';

export interface TokenRowProps {
  token: AccessToken;
  onRevoked: () => void;
}

/** One token: since when, until when, whether it is in use; and the way to end it. */
export function TokenRow({ token, onRevoked }: TokenRowProps) {
  const { id, name, createdAt, lastUsedAt, expiresAt } = token;
  const { t } = useTexts('account');
  const revoke = useRevokeToken();
  const [asking, setAsking] = useState(false);
  const expired = Boolean(expiresAt && Date.parse(expiresAt) <= Date.now());
  const end = async () => {
    try {
      await revoke.mutateAsync(id);
      onRevoked();
    } catch {
      // told in the dialog
    }
  };
  return (
    <li className="flex items-center gap-3 px-3 py-2.5 not-first:border-t not-first:border-line">
      <div className="min-w-0 grow">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium">{name}</span>
          {expired && <Tag className="bg-warn-soft text-warn">{t('expired')}</Tag>}
        </p>
        <p className="text-xs text-ink-3">
          {[
            t('made', { when: dateName(new Date(createdAt)) }),
            lastUsedAt ? t('lastUsed', { when: whenName(lastUsedAt) }) : t('neverUsed'),
            expiresAt
              ? t(expired ? 'expiredOn' : 'expiresOn', { when: dateName(new Date(expiresAt)) })
              : t('neverExpires'),
          ].join(' · ')}
        </p>
      </div>
      <Button
        size="sm"
        aria-label={t('revokeNamed', { name })}
        onClick={() => setAsking(true)}
        className="pointer-coarse:h-9"
      >
        {t('revoke')}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          revoke.reset();
          setAsking(open);
        }}
        title={t('revokeAsk', { name })}
        keep={t('keep')}
        go={t('revoke')}
        busy={revoke.isPending}
        error={revoke.error ? t('stillWorks', { why: describeError(revoke.error) }) : null}
        onGo={() => void end()}
      >
        {t('revokeText')}
      </ConfirmDialog>
    </li>
  );
}
