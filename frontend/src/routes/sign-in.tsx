import { useState } from 'react';
import { Link, Navigate, useSearchParams } from 'react-router';
import { useSignInTitle } from '@/features/account/sign-in-dialog';
import { SignInForm, type SignInMode } from '@/features/account/sign-in-form';
import { useAuth } from '@/hooks/use-auth';
import { useTitle } from '@/hooks/use-title';
import { returnPath } from '@/lib/return-path';
import { useTexts } from '@/texts';
import { Logo } from '@/ui/logo';
import { Loading } from './loading';

/** Sign in, then on to the page that was asked for. */
export function SignInPage() {
  const auth = useAuth();
  const [params] = useSearchParams();
  const [mode, setMode] = useState<SignInMode>('sign-in');
  const { t } = useTexts('account');
  const title = useSignInTitle(mode);
  useTitle(title);

  if (auth.status === 'loading') return <Loading />;
  if (auth.status === 'signed-in') return <Navigate to={returnPath(params.get('next'))} replace />;
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-16 items-center px-8 max-md:px-4">
        <Link to="/" className="rounded-sm" aria-label={t('home')}>
          <Logo />
        </Link>
      </header>
      <main className="mx-auto w-full max-w-[420px] grow px-4 pt-[8vh] pb-16">
        <h1 className="mb-6 text-2xl font-semibold tracking-tight">{title}</h1>
        {/* Signing in changes useAuth, and the line above goes on: nothing is left to do when it is done. */}
        <SignInForm mode={mode} onMode={setMode} onDone={() => undefined} />
      </main>
    </div>
  );
}
