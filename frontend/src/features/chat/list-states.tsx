import { useChat } from '@/hooks/use-messages';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Skeleton } from '@/ui/skeleton';

export function LoadingMessages() {
  return (
    <div aria-hidden="true" className="flex flex-col gap-3.5 px-4 pt-4 pb-3">
      <Skeleton className="h-10 w-3/5 self-end rounded-md" />
      <Skeleton className="h-4 w-4/5" />
      <Skeleton className="h-4 w-3/5" />
      <Skeleton className="mt-2 h-14 w-2/3 self-end rounded-md" />
      <Skeleton className="h-4 w-3/4" />
      <Skeleton className="h-4 w-1/2" />
    </div>
  );
}

export function Unreadable() {
  const { t } = useTexts('chat');
  const { retry, error } = useChat();
  return (
    <div role="alert" className="m-4 flex items-center gap-3 rounded-md border border-line p-3">
      <p className="grow text-ink-2">{t(error?.code === 'permission-denied' ? 'mayNotRead' : 'couldNotRead')}</p>
      <Button size="sm" onClick={retry}>
        {t('tryAgain')}
      </Button>
    </div>
  );
}
