import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { useAccount, useSignOut } from '@/hooks/use-auth';
import { useLetIn, useReceivedInvites } from '@/hooks/use-invited';
import { useTitle } from '@/hooks/use-title';
import { useTexts } from '@/texts';
import { Button, buttonClass } from '@/ui/button';
import { LogoMark } from '@/ui/logo';
import { AskForAccess } from './ask-for-access';
import { InviteAnswer, useInviteWords } from './invite-answer';
import { VerifyEmail } from './verify-email';

export interface NoAccessProps {
  projectId: string;
  /** It was open to them until now. */
  lost?: boolean;
  /** They are let in: read the project again. */
  onLetIn: () => void;
}

/** Not there, or not for this account, which nobody tells apart: the way to be let in all the same. */
export function NoAccess({ projectId, lost = false, onLetIn }: NoAccessProps) {
  const { t } = useTexts('sharing');
  useTitle(t('noAccessTitle'));
  const { email, emailVerified } = useAccount();
  const [asked, setAsked] = useState(false);
  const invite = useReceivedInvites().data?.find((one) => one.projectId === projectId);
  const wordsOf = useInviteWords();
  useLetIn(projectId, asked, onLetIn);

  if (invite) {
    const { title, what } = wordsOf(invite);
    return (
      <Page title={title} what={what}>
        <InviteAnswer invite={invite} />
      </Page>
    );
  }
  if (asked) return <Page title={t('askedTitle')} what={t('askedWhat')} />;
  return (
    <Page
      title={t(lost ? 'noAccessLost' : 'noAccess')}
      what={lost ? t('noAccessLostWhat') : t('noAccessWhat', { email })}
    >
      {emailVerified ? <AskForAccess projectId={projectId} onAsked={() => setAsked(true)} /> : <VerifyEmail />}
    </Page>
  );
}

/** One matter on a page of its own, with the ways out of it. */
export function Page({ title, what, children }: { title: string; what: string; children?: ReactNode }) {
  const { t } = useTexts('sharing');
  const signOut = useSignOut();
  return (
    <main className="mx-auto flex min-h-dvh max-w-[480px] flex-col justify-center p-6">
      <LogoMark className="size-8 text-ink-3" />
      <h1 className="mt-5 text-2xl font-semibold tracking-tight text-pretty [overflow-wrap:anywhere]">{title}</h1>
      <p className="mt-2 mb-6 text-base text-pretty text-ink-2 [overflow-wrap:anywhere]">{what}</p>
      {children}
      <div className="mt-6 flex flex-wrap gap-2">
        <Link to="/projects" className={`${buttonClass('outline')} pointer-coarse:h-11`}>
          {t('back')}
        </Link>
        <Button variant="ghost" className="pointer-coarse:h-11" onClick={() => void signOut()}>
          {t('asksOther')}
        </Button>
      </div>
    </main>
  );
}
