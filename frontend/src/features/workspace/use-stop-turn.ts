import { useMutation } from '@tanstack/react-query';
import { describeError } from '@/api/errors';
import { useSessionActions } from '@/hooks/use-session';
import { useToast } from '@/ui/toast';

/** Stops a turn and, unless told, keeps what it has done so far; stopping twice is harmless. */
export function useStopTurn(): { stop: (turnId: string, keep?: boolean) => void; stopping: boolean } {
  const { stopTurn } = useSessionActions();
  const toast = useToast();
  const { mutate, isPending } = useMutation({
    mutationFn: stopTurn,
    onError: (error) => toast({ message: `We couldn’t stop it. ${describeError(error)}` }),
  });
  return { stop: (turnId, keep = true) => mutate({ turnId, keep }), stopping: isPending };
}
