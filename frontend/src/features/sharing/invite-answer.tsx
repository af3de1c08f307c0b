import { useNavigate } from 'react-router';
import { describeError } from '@/api/errors';
import type { ReceivedInvite } from '@/api/types.generated';
import { useInviteActions } from '@/hooks/use-invited';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';

/** Join the project, or don't. */
export function InviteAnswer({ invite: { id } }: { invite: ReceivedInvite }) {
  const { t } = useTexts('sharing');
  const { accept, decline } = useInviteActions();
  const navigate = useNavigate();
  const busy = accept.isPending || accept.isSuccess || decline.isPending;
  const failure = accept.error ?? decline.error;
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          busy={accept.isPending}
          disabled={busy}
          className="pointer-coarse:h-11"
          onClick={() => accept.mutate(id, { onSuccess: (project) => void navigate(`/projects/${project.id}`) })}
        >
          {t('inviteAccept')}
        </Button>
        <Button
          variant="ghost"
          busy={decline.isPending}
          disabled={busy}
          className="pointer-coarse:h-11"
          onClick={() => decline.mutate(id)}
        >
          {t('decline')}
        </Button>
      </div>
      {failure && (
        <p role="alert" className="mt-2 text-xs text-danger">
          {describeError(failure)}
        </p>
      )}
    </>
  );
}

/** Who invites to do what, as a sentence. */
export function useInviteWords(): (invite: ReceivedInvite) => { title: string; what: string } {
  const { t } = useTexts('sharing');
  return ({ role, invitedBy: name, projectName: project }) => {
    const edits = role === 'editor';
    return {
      title: t(edits ? 'inviteToEdit' : 'inviteToWatch', { name, project }),
      what: t(edits ? 'inviteWhatEdit' : 'inviteWhatWatch'),
    };
  };
}
