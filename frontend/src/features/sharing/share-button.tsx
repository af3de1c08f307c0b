import { UserPlus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useCommand } from '@/features/palette/commands';
import { useRole } from '@/hooks/use-role';
import { useAccessRequests } from '@/hooks/use-sharing';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';

const ShareDialog = lazy(async () => ({ default: (await import('./share-dialog')).ShareDialog }));

/** Opens the share dialog, and tells its owner that somebody asks to be let in. */
export function ShareButton() {
  const { t } = useTexts('sharing');
  const [open, setOpen] = useState(false);
  const asking = useAccessRequests(useRole() === 'owner').data?.length ?? 0;
  useCommand({ id: 'project.share', name: t('shareCommand'), icon: <UserPlus />, run: () => setOpen(true) });
  return (
    <>
      <Button
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="relative max-md:size-11 max-md:border-transparent! max-md:px-0"
      >
        <UserPlus className="size-4 max-md:size-5" />
        <span className="max-md:sr-only">{t('share')}</span>
        {asking > 0 && (
          <>
            <span className="sr-only">{`, ${t('requests', { count: asking })}`}</span>
            <span
              aria-hidden="true"
              className="absolute -end-1.5 -top-1.5 grid h-4.5 min-w-4.5 place-items-center rounded-full bg-accent px-1 text-2xs font-semibold text-on-accent max-md:end-0.5 max-md:top-0.5"
            >
              {asking}
            </span>
          </>
        )}
      </Button>
      {open && (
        <Suspense>
          <ShareDialog open={open} onOpenChange={setOpen} />
        </Suspense>
      )}
    </>
  );
}
