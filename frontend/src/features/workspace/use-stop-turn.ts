import { useMutation } from '@tanstack/react-query';
import { describeError } from '@/api/errors';
import { useSessionActions } from '@/hooks/use-session';
import { useTexts } from '@/texts';
import { useProblems } from './problems';

/** Stops a turn and, unless told, keeps what it has done so far; stopping twice is harmless. */
export function useStopTurn(): { stop: (turnId: string, keep?: boolean) => void; stopping: boolean } {
  const { t } = useTexts('workspace');
  const { stopTurn } = useSessionActions();
  const problems = useProblems();
  const { mutate, isPending } = useMutation({
    mutationFn: stopTurn,
    onMutate: () => problems.clear('stop'),
    onError: (error, wish) =>
      problems.tell({
        id: 'stop',
        message: t('stopFailed', { reason: describeError(error) }),
        again: () => mutate(wish),
      }),
  });
  return { stop: (turnId, keep = true) => mutate({ turnId, keep }), stopping: isPending };
}
