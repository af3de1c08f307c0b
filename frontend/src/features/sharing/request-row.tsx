import { describeError } from '@/api/errors';
import type { AccessRequest } from '@/api/types.generated';
import { useSharingActions } from '@/hooks/use-sharing';
import { useTexts } from '@/texts';
import { Avatar } from '@/ui/avatar';
import { Button } from '@/ui/button';

/** Somebody who asks to be let in: who they are, what they want, and the answer. */
export function RequestRow({ request: { uid, name, email, role, note } }: { request: AccessRequest }) {
  const { t } = useTexts('sharing');
  const { answer } = useSharingActions();
  const wants = t(role === 'editor' ? 'asksToEdit' : 'asksToWatch');
  return (
    <li className="rounded-md border border-line p-3">
      <div className="flex items-start gap-3">
        <Avatar name={name} id={uid} className="size-[30px] text-xs" />
        <div className="min-w-0 grow">
          <p className="truncate" title={email}>
            <span className="font-medium">{name}</span> <span className="text-ink-2">{wants}</span>
          </p>
          <p className="truncate text-xs text-ink-3">{email}</p>
          {note && <p className="mt-1.5 text-pretty text-ink-2 [overflow-wrap:anywhere]">{note}</p>}
        </div>
      </div>
      <div className="mt-2.5 flex flex-wrap justify-end gap-2">
        <Button
          size="sm"
          variant="ghost"
          disabled={answer.isPending}
          className="pointer-coarse:h-11"
          onClick={() => answer.mutate({ uid, role: null })}
        >
          {t('decline')}
        </Button>
        <Button
          size="sm"
          disabled={answer.isPending}
          className="pointer-coarse:h-11"
          onClick={() => answer.mutate({ uid, role: 'viewer' })}
        >
          {t('giveWatch')}
        </Button>
        <Button
          size="sm"
          disabled={answer.isPending}
          className="pointer-coarse:h-11"
          onClick={() => answer.mutate({ uid, role: 'editor' })}
        >
          {t('giveEdit')}
        </Button>
      </div>
      {answer.error && (
        <p role="alert" className="mt-2 text-xs text-danger">
          {describeError(answer.error)}
        </p>
      )}
    </li>
  );
}
