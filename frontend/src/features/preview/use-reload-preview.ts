import { useMutation } from '@tanstack/react-query';
import { useCallback } from 'react';
import { describeError } from '@/api/errors';
import { useSessionActions } from '@/hooks/use-session';
import { useTexts } from '@/texts';
import { useToast } from '@/ui/toast';

/** Loads the preview anew, in a new frame with a new ticket; `stuck` when the old one doesn't answer. */
export function useReloadPreview(stuck = false): { reload: () => void; reloading: boolean } {
  const { reloadPreview } = useSessionActions();
  const { t } = useTexts('preview');
  const toast = useToast();
  const { mutate, isPending } = useMutation({
    mutationFn: () => reloadPreview(stuck),
    onError: (error) => toast({ message: t('notReloaded', { why: describeError(error) }) }),
  });
  return { reload: useCallback(() => mutate(), [mutate]), reloading: isPending };
}
