import { lazy, Suspense } from 'react';
import { Link } from 'react-router';
import { useAuth } from '@/hooks/use-auth';
import { useTexts } from '@/texts';
import { Button, buttonClass } from '@/ui/button';
import { Logo } from '@/ui/logo';

const AccountButton = lazy(async () => ({
  default: (await import('@/features/account/account-button')).AccountButton,
}));

export function LandingHeader({ onSignIn }: { onSignIn: () => void }) {
  const auth = useAuth();
  const { t } = useTexts('landing');
  return (
    <header className="flex h-16 items-center justify-between px-8 max-md:px-4">
      <Logo />
      {auth.status === 'signed-out' && <Button onClick={onSignIn}>{t('signIn')}</Button>}
      {auth.status === 'signed-in' && (
        <nav aria-label={t('account')} className="flex items-center gap-3">
          <Link to="/projects" className={buttonClass('outline')}>
            {t('projects')}
          </Link>
          <Suspense fallback={<span className="size-8" />}>
            <AccountButton />
          </Suspense>
        </nav>
      )}
    </header>
  );
}
