import { useMutation } from '@tanstack/react-query';
import { useCallback } from 'react';
import { describeError } from '@/api/errors';
import { useProblems } from '@/features/workspace/problems';
import { useSessionActions } from '@/hooks/use-session';
import { useTexts } from '@/texts';

/** Loads the preview anew, in a new frame with a new ticket; `stuck` when the old one doesn't answer. */
export function useReloadPreview(stuck = false): { reload: () => void; reloading: boolean } {
  const { reloadPreview } = useSessionActions();
  const { t } = useTexts('preview');
  const problems = useProblems();
  const { mutate, isPending } = useMutation({
    mutationFn: () => reloadPreview(stuck),
    onMutate: () => problems.clear('reload'),
    onError: (error) =>
      problems.tell({ id: 'reload', message: t('notReloaded', { why: describeError(error) }), again: () => mutate() }),
  });
  return { reload: useCallback(() => mutate(), [mutate]), reloading: isPending };
}
