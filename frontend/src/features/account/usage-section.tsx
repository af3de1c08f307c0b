import { useMe } from '@/hooks/use-me';
import { useTexts } from '@/texts';
import { Skeleton } from '@/ui/skeleton';
import { Usage } from './usage';

/** What was used, as far as it can be told now. */
export function UsageSection() {
  const { t } = useTexts('account');
  const me = useMe(0);
  if (me.data) return <Usage usage={me.data.usage} budgets={me.data.budgets} />;
  if (me.isPending) return <Skeleton className="h-9 w-full rounded-sm" />;
  return <p className="text-ink-2">{t('usageFailed')}</p>;
}
