import { useAccount } from '@/hooks/use-auth';
import { useMyName } from '@/hooks/use-me';
import { cx } from '@/lib/cx';
import { useTexts } from '@/texts';
import { Avatar } from '@/ui/avatar';
import { AccountMenu } from './account-menu';

/** One's own face, which opens the account's menu. */
export function AccountButton({ className }: { className?: string }) {
  const { t } = useTexts('account');
  const name = useMyName();
  const { uid } = useAccount();
  return (
    <AccountMenu
      trigger={
        <button type="button" aria-label={t('account')} className={cx('rounded-full', className)}>
          <Avatar name={name} id={uid} className="size-8 text-sm" />
        </button>
      }
    />
  );
}
