import { useMutation } from '@tanstack/react-query';
import { describeError } from '@/api/errors';
import { useProblems } from '@/features/workspace/problems';
import { usePreviousCheckpoint, useRestore } from '@/hooks/use-checkpoints';
import { useOpenProject } from '@/hooks/use-open-project';
import { useTexts } from '@/texts';
import { useToast } from '@/ui/toast';

/** Brings back the version before the newest, as a new version; that can be undone too. `after` runs when it is back. */
export function useUndo(after?: () => void): { undo: () => void; undoing: boolean } {
  const { id } = useOpenProject();
  const previous = usePreviousCheckpoint(id);
  const restore = useRestore(id);
  const { t } = useTexts('preview');
  const toast = useToast();
  const problems = useProblems();
  const complain = (error: Error) =>
    problems.tell({ id: 'undo', message: t('notUndone', { why: describeError(error) }) });
  const { mutate, isPending } = useMutation({
    mutationFn: async () => {
      const { before, newest } = await previous();
      if (!before) return null;
      await restore.mutateAsync(before.sha);
      return newest;
    },
    onSuccess: (undone) => {
      if (!undone) return toast({ message: t('nothingBefore') });
      after?.();
      toast({
        message: t('undone'),
        action: { label: t('redo'), onSelect: () => restore.mutate(undone.sha, { onError: complain }) },
      });
    },
    onMutate: () => problems.clear('undo'),
    onError: complain,
  });
  return { undo: () => mutate(), undoing: isPending };
}
