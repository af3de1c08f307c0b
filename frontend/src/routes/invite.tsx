import '@/texts/rest';

import { useParams } from 'react-router';
import { describeError } from '@/api/errors';
import { InviteAnswer, useInviteWords } from '@/features/sharing/invite-answer';
import { Page } from '@/features/sharing/no-access';
import { VerifyEmail } from '@/features/sharing/verify-email';
import { useAccount } from '@/hooks/use-auth';
import { useReceivedInvites } from '@/hooks/use-invited';
import { useTitle } from '@/hooks/use-title';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { PageError } from '@/ui/page-error';
import { Loading } from './loading';

/** `/invites/:inviteId`: what an owner passes on; it opens something to the address that was invited only. */
export function InvitePage() {
  const { inviteId = '' } = useParams();
  const { t } = useTexts('sharing');
  const { email, emailVerified } = useAccount();
  const invites = useReceivedInvites();
  const wordsOf = useInviteWords();
  const invite = invites.data?.find(({ id }) => id === inviteId);
  const { title, what } = invite ? wordsOf(invite) : { title: t('inviteAlone', { email }), what: t('inviteAloneWhat') };
  useTitle(t('invitesForYou'));

  if (!emailVerified) {
    return (
      <Page title={t('arrived')} what={t('changeAddress')}>
        <VerifyEmail />
      </Page>
    );
  }
  if (invites.isPending) return <Loading />;
  if (invites.isError) {
    return (
      <PageError
        title={t('invitesForYou')}
        action={<Button onClick={() => void invites.refetch()}>{t('retry')}</Button>}
      >
        {describeError(invites.error)}
      </PageError>
    );
  }
  return (
    <Page title={title} what={what}>
      {invite && <InviteAnswer invite={invite} />}
    </Page>
  );
}
