import { Link } from 'react-router';
import { AccountMenu } from '@/features/account/account-menu';
import { useAccount, useAuth } from '@/hooks/use-auth';
import { useMyName } from '@/hooks/use-me';
import { useTexts } from '@/texts';
import { Avatar } from '@/ui/avatar';
import { Button, buttonClass } from '@/ui/button';
import { Logo } from '@/ui/logo';

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
          <AccountButton />
        </nav>
      )}
    </header>
  );
}

function AccountButton() {
  const name = useMyName();
  const { uid } = useAccount();
  const { t } = useTexts('landing');
  return (
    <AccountMenu
      trigger={
        <button type="button" aria-label={t('account')} className="rounded-full">
          <Avatar name={name} id={uid} className="size-8 text-sm" />
        </button>
      }
    />
  );
}
