import { AccountMenu } from '@/features/account/account-menu';
import { useAccount } from '@/hooks/use-auth';
import { useMyName } from '@/hooks/use-me';
import { useTexts } from '@/texts';
import { Avatar } from '@/ui/avatar';

export function AccountButton() {
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
