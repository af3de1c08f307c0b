import { useMutation } from '@tanstack/react-query';
import { describeError } from '@/api/errors';
import { usePreviousCheckpoint, useRestore } from '@/hooks/use-checkpoints';
import { useOpenProject } from '@/hooks/use-open-project';
import { useToast } from '@/ui/toast';

/** Brings back the version before the newest, as a new version; that can be undone too. `after` runs when it is back. */
export function useUndo(after?: () => void): { undo: () => void; undoing: boolean } {
  const { id } = useOpenProject();
  const previous = usePreviousCheckpoint(id);
  const restore = useRestore(id);
  const toast = useToast();
  const { mutate, isPending } = useMutation({
    mutationFn: async () => {
      const { before, newest } = await previous();
      if (!before) return null;
      await restore.mutateAsync(before.sha);
      return newest;
    },
    onSuccess: (undone) => {
      if (!undone) return toast({ message: 'There is no version before this one.' });
      after?.();
      toast({
        message: 'The version before is back',
        action: { label: 'Redo', onSelect: () => restore.mutate(undone.sha) },
      });
    },
    onError: (error) => toast({ message: `Nothing was undone. ${describeError(error)}` }),
  });
  return { undo: () => mutate(), undoing: isPending };
}
