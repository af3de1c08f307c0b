import { useAccount } from '@/hooks/use-auth';
import { useReceivedInvites } from '@/hooks/use-invited';
import { useTexts } from '@/texts';
import { Card } from '@/ui/card';
import { InviteAnswer, useInviteWords } from './invite-answer';
import { VerifyEmail } from './verify-email';

/** Above what is shared with one: what one is invited to, or what keeps invites away. */
export function ReceivedInvites() {
  const { t } = useTexts('sharing');
  const { emailVerified } = useAccount();
  const invites = useReceivedInvites().data ?? [];
  const wordsOf = useInviteWords();
  if (!emailVerified) {
    return (
      <div className="mb-8 max-w-[560px]">
        <VerifyEmail />
      </div>
    );
  }
  if (invites.length === 0) return null;
  return (
    <section aria-label={t('invitesForYou')} className="mb-8 flex max-w-[560px] flex-col gap-3">
      {invites.map((invite) => (
        <Card key={invite.id} className="p-4">
          <h2 className="font-semibold text-pretty [overflow-wrap:anywhere]">{wordsOf(invite).title}</h2>
          <p className="mt-1 mb-3 text-pretty text-ink-2">{wordsOf(invite).what}</p>
          <InviteAnswer invite={invite} />
        </Card>
      ))}
    </section>
  );
}
