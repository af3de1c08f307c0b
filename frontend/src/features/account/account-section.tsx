import { describeError } from '@/api/errors';
import { useAccount, useSignOut } from '@/hooks/use-auth';
import { useMe } from '@/hooks/use-me';
import { useTexts } from '@/texts';
import { Banner } from '@/ui/banner';
import { Button } from '@/ui/button';
import { Skeleton } from '@/ui/skeleton';
import { ProfileSettings } from './profile-settings';

/** Who one is here: the name that others see, the address, and the way out. */
export function AccountSection() {
  const { t } = useTexts('account');
  const { email } = useAccount();
  const me = useMe(0);
  const signOut = useSignOut();
  return (
    <>
      {me.data && <ProfileSettings user={me.data} />}
      {me.isPending && <Skeleton className="h-14 w-full rounded-sm" />}
      {me.error && (
        <Banner
          tone="danger"
          action={
            <Button size="sm" onClick={() => void me.refetch()}>
              {t('again')}
            </Button>
          }
        >
          {describeError(me.error)}
        </Banner>
      )}
      <div className="flex items-center justify-between gap-4">
        <div className="min-w-0">
          <p className="text-xs font-medium text-ink-2">{t('email')}</p>
          <p className="mt-1 truncate" title={email}>
            {email}
          </p>
        </div>
        <Button className="pointer-coarse:h-11" onClick={() => void signOut()}>
          {t('signOut')}
        </Button>
      </div>
    </>
  );
}
