import { useId } from 'react';
import { describeError } from '@/api/errors';
import { useOpenProject } from '@/hooks/use-open-project';
import { useMembers } from '@/hooks/use-people';
import { useRole } from '@/hooks/use-role';
import { useAccessRequests, useInvites } from '@/hooks/use-sharing';
import { useTexts } from '@/texts';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Skeleton } from '@/ui/skeleton';
import { InviteForm } from './invite-form';
import { InviteRow } from './invite-row';
import { LeaveProject } from './leave-project';
import { MemberRow } from './member-row';
import { RequestRow } from './request-row';
import { WatchLink } from './watch-link';

export interface ShareDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Who is in the project: for its owner to decide, for everybody else to see and to leave. */
export function ShareDialog({ open, onOpenChange }: ShareDialogProps) {
  const { t } = useTexts('sharing');
  const { name } = useOpenProject();
  const owns = useRole() === 'owner';
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      width="md"
      title={owns ? t('shareTitle', { name }) : t('membersTitle')}
    >
      {owns ? (
        <div className="flex flex-col gap-4">
          <InviteForm />
          <Requests />
          <People manages />
          <hr className="border-line" />
          <WatchLink />
        </div>
      ) : (
        <>
          <People manages={false} />
          <div className="mt-3 flex justify-end border-t border-line pt-3">
            <LeaveProject />
          </div>
        </>
      )}
    </Dialog>
  );
}

function Requests() {
  const { t } = useTexts('sharing');
  const label = useId();
  const requests = useAccessRequests(true).data ?? [];
  if (requests.length === 0) return null;
  return (
    <section aria-labelledby={label}>
      <h3 id={label} className="mb-2 text-xs font-medium text-ink-2">
        {t('requests', { count: requests.length })}
      </h3>
      <ul className="flex flex-col gap-2">
        {requests.map((request) => (
          <RequestRow key={request.uid} request={request} />
        ))}
      </ul>
    </section>
  );
}

function People({ manages }: { manages: boolean }) {
  const { t } = useTexts('sharing');
  const members = useMembers();
  if (members.isPending) {
    return (
      <div className="flex flex-col gap-2" aria-busy="true">
        <Skeleton className="h-9 w-full" />
        <Skeleton className="h-9 w-full" />
      </div>
    );
  }
  if (members.isError) {
    return (
      <Banner
        tone="danger"
        action={
          <Button size="sm" onClick={() => void members.refetch()}>
            {t('retry')}
          </Button>
        }
      >
        {t('loadFailed', { reason: describeError(members.error) })}
      </Banner>
    );
  }
  return (
    <ul aria-label={t('membersTitle')} className="-my-1 max-h-[40vh] overflow-y-auto">
      {members.data.map((member) => (
        <MemberRow key={member.uid} member={member} manages={manages} />
      ))}
      {manages && <Invites joined={new Set(members.data.map(({ email }) => email ?? ''))} />}
    </ul>
  );
}

/** Who has joined isn't waiting any more, also where that is heard a moment later. */
function Invites({ joined }: { joined: ReadonlySet<string> }) {
  const invites = useInvites().data ?? [];
  return invites
    .filter(({ email }) => !joined.has(email))
    .map((invite) => <InviteRow key={invite.id} invite={invite} />);
}
