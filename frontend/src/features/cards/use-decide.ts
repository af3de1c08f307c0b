import { useMutation } from '@tanstack/react-query';
import { describeError } from '@/api/errors';
import { useProblems } from '@/features/workspace/problems';
import { useChatActions } from '@/hooks/use-messages';
import { useTexts } from '@/texts';

export interface Decision {
  /** As the edge knows it: an option's label, or the name of a button. */
  choice: string;
  /** What the person is then taken to have said. */
  say?: string;
  /** What has to be done before it counts as decided. */
  first?: () => Promise<unknown>;
}

/** Decides a card, once for everybody: whoever comes second is told, and says nothing. */
export function useDecide(messageId: string) {
  const { answer, send } = useChatActions();
  const { t } = useTexts('cards');
  const problems = useProblems();
  const { mutate, isPending, isSuccess, variables } = useMutation({
    mutationFn: async ({ choice, first }: Decision) => {
      await first?.();
      return answer(messageId, choice);
    },
    onSuccess: (_message, { say }) => {
      if (say) send(say);
    },
    onMutate: () => problems.clear('decide'),
    onError: (error) => problems.tell({ id: 'decide', message: t('notTaken', { reason: describeError(error) }) }),
  });
  // Decided here, and not yet told by the live listener: no second click.
  return { decide: mutate, pending: isPending || isSuccess ? (variables?.choice ?? null) : null };
}
