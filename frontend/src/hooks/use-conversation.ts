import { useMutation } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { LiveError } from '@/api/errors';
import type { Listener } from '@/api/live';
import type { ChatMessage } from '@/api/types.generated';
import { useLive } from '@/hooks/use-live';
import { useServices } from '@/hooks/use-services';
import { NOTHING_READ, withNewest, withOlder } from '@/lib/message-window';
import { jittered } from '@/lib/pause';

/** So many are listened to, and read at once further up: a long conversation costs what one looks at. */
const PAGE = 100;
/** Reading further up is tried again so often by itself, after about 1 s and 2 s; then the reader is asked. */
const RETRIES = 2;

/** The part of a conversation before the one that is known. */
export interface Earlier {
  /** Null when everything is known. */
  read: (() => void) | null;
  reading: boolean;
  failed: boolean;
}

export interface Conversation {
  messages: readonly ChatMessage[];
  status: 'loading' | 'ready' | 'error';
  error: LiveError | null;
  retry: () => void;
  earlier: Earlier;
}

/** The stored messages of a project, oldest first: the newest live, earlier ones page by page. */
export function useConversation(projectId: string): Conversation {
  const { live } = useServices();
  const { state, retry } = useLive<ChatMessage[]>(
    useCallback((listener: Listener<ChatMessage[]>) => live.messages(projectId, PAGE, listener), [live, projectId]),
  );
  const [known, setKnown] = useState(NOTHING_READ);
  const [heard, setHeard] = useState<ChatMessage[] | null>(null);
  if (state.status === 'ready' && state.data !== heard) {
    setHeard(state.data);
    setKnown(withNewest(known, state.data, PAGE, state.fromCache));
  }
  const first = known.messages[0]?.id;
  const { mutate, isPending, isError } = useMutation({
    mutationFn: (before: string) => live.messagesBefore(projectId, before, PAGE),
    retry: RETRIES,
    retryDelay: (failures) => jittered(1000 * 2 ** failures),
    onSuccess: (page, before) => {
      // Read anew in the meantime: it doesn't fit any more.
      setKnown((now) => (now.messages[0]?.id === before ? withOlder(now, page, PAGE) : now));
    },
  });
  const read = useCallback(() => {
    if (first && !isPending) mutate(first);
  }, [first, isPending, mutate]);
  return {
    messages: known.messages,
    status: state.status === 'loading' && heard ? 'ready' : state.status,
    error: state.status === 'error' ? state.error : null,
    retry,
    earlier: { read: heard && !known.whole ? read : null, reading: isPending, failed: isError },
  };
}
