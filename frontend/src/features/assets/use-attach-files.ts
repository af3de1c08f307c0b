import { useAttachments } from '@/hooks/use-uploads';
import { useTexts } from '@/texts';
import { useToast } from '@/ui/toast';

/** Attaches files to the message that is being written, however they came: by the button, pasted, dropped. */
export function useAttachFiles(): (files: readonly File[]) => void {
  const { t } = useTexts('assets');
  const { add, most } = useAttachments();
  const toast = useToast();
  return (files) => {
    const left = add(files);
    if (left > 0) toast({ message: t('tooMany', { count: left, most }) });
  };
}
