import { CircleAlert, X } from 'lucide-react';
import { useTexts } from '@/texts';
import { Banner } from '@/ui/banner';
import { IconButton } from '@/ui/button';

/** What somebody asked for and didn't get: above the page until it is read. */
export function PageProblem({ message, onDismiss }: { message: string; onDismiss: () => void }) {
  const { t } = useTexts('problems');
  return (
    <div className="mb-4">
      <Banner
        tone="danger"
        icon={<CircleAlert />}
        action={
          <IconButton label={t('dismiss')} size="sm" onClick={onDismiss} className="pointer-coarse:size-11">
            <X className="size-3.5" />
          </IconButton>
        }
      >
        {message}
      </Banner>
    </div>
  );
}
