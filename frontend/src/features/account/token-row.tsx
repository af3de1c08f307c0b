import { useState } from 'react';
import { describeError } from '@/api/errors';
import type { AccessToken } from '@/api/types.generated';
import { useRevokeToken } from '@/hooks/use-tokens';
import { dateName, whenName } from '@/lib/when';
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
          {expired && <Tag className="bg-warn-soft text-warn">Expired</Tag>}
        </p>
        <p className="text-xs text-ink-3">
          Made {dateName(new Date(createdAt))}
          {' · '}
          {lastUsedAt ? `last used ${whenName(lastUsedAt)}` : 'never used'}
          {' · '}
          {expiresAt ? `${expired ? 'expired' : 'expires'} ${dateName(new Date(expiresAt))}` : 'never expires'}
        </p>
      </div>
      <Button size="sm" aria-label={`Revoke ${name}`} onClick={() => setAsking(true)} className="pointer-coarse:h-9">
        Revoke
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          revoke.reset();
          setAsking(open);
        }}
        title={`Revoke “${name}”?`}
        keep="Keep it"
        go="Revoke"
        busy={revoke.isPending}
        error={revoke.error ? `It still works. ${describeError(revoke.error)}` : null}
        onGo={() => void end()}
      >
        Whatever uses it can’t reach your projects any more, at once. Your projects and versions stay as they are.
      </ConfirmDialog>
    </li>
  );
}
