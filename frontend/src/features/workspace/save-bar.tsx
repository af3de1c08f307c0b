import { CloudOff } from 'lucide-react';
import { useSaveState } from '@/hooks/use-events';
import { useTexts } from '@/texts';
import { Banner } from '@/ui/banner';

/** What couldn't be saved. */
export function SaveBar() {
  const { t } = useTexts('workspace');
  const save = useSaveState();
  if (save?.state !== 'failed') return null;
  return (
    <Banner tone="danger" icon={<CloudOff />}>
      {t('saveFailed', { reason: save.reason ?? '' })}
    </Banner>
  );
}
