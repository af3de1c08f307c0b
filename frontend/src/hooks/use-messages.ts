import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { LiveError } from '@/api/errors';
import type { Listener } from '@/api/live';
import type { ChatMessage, MessageContext } from '@/api/types.generated';
import type { SessionView } from '@/hooks/session-controller';
import { useLive } from '@/hooks/use-live';
import { useServices } from '@/hooks/use-services';
import { useSession } from '@/hooks/use-session';
import { useStore } from '@/hooks/use-store';
import { useWorkspace } from '@/hooks/use-workspace';
import { type Chat, mergeChat, type Outgoing } from '@/lib/chat';
import { contextOf } from '@/lib/pointing';

export interface ChatView extends Chat {
  status: 'loading' | 'ready' | 'error';
  error: LiveError | null;
  retry: () => void;
  /** Null when everything is shown. */
  showEarlier: (() => void) | null;
}

const PAGE = 100;
const NONE: readonly ChatMessage[] = [];
const liveOf = (view: SessionView) => view.live;
const all = (list: readonly Outgoing[]) => list;

/** The conversation of the open project: stored messages, what is being written, what is on its way. */
export function useChatOf(projectId: string): ChatView {
  const { live } = useServices();
  const { outbox } = useWorkspace();
  const [limit, setLimit] = useState(PAGE);
  const { state, retry } = useLive<ChatMessage[]>(
    useCallback(
      (listener: Listener<ChatMessage[]>) => live.messages(projectId, limit, listener),
      [live, projectId, limit],
    ),
  );
  // A longer list is asked for anew: the shorter one stays until it is there.
  const [shown, setShown] = useState(NONE);
  if (state.status === 'ready' && state.data !== shown) setShown(state.data);

  const session = useSession(liveOf);
  const outgoing = useStore(outbox.store, all);
  useEffect(() => {
    outbox.forget(new Set(shown.map((message) => message.id)));
  }, [outbox, shown]);

  const chat = useMemo(() => mergeChat({ messages: shown, outgoing, live: session }), [shown, outgoing, session]);
  const loadedOnce = shown !== NONE;
  return {
    ...chat,
    status: state.status === 'loading' && loadedOnce ? 'ready' : state.status,
    error: state.status === 'error' ? state.error : null,
    retry,
    showEarlier: shown.length >= limit ? () => setLimit(limit + PAGE) : null,
  };
}

export const ChatContext = createContext<ChatView | null>(null);

export function useChat(): ChatView {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error('useChat needs <ChatContext>');
  return chat;
}

export function useChatActions() {
  const { routes } = useServices();
  const { outbox, projectId, preview } = useWorkspace();

  /** The message goes with the version and the frame that the person is looking at, unless `context` tells otherwise. */
  const send = useCallback(
    (content: string, context?: MessageContext | null) => {
      const { sha, frame, clip } = preview.store.get();
      const here = clip ? contextOf({ sha, frame }) : null;
      return outbox.send(content, (context === undefined ? here : context) ?? undefined);
    },
    [outbox, preview],
  );
  const edit = useCallback(
    (messageId: string, content: string) => routes.editMessage(projectId, messageId, content),
    [routes, projectId],
  );
  const withdraw = useCallback(
    async (messageId: string) => {
      await routes.withdrawMessage(projectId, messageId);
      outbox.forget(new Set([messageId]));
    },
    [routes, projectId, outbox],
  );
  const answer = useCallback(
    (messageId: string, choice: string) => routes.answerCard(projectId, messageId, choice),
    [routes, projectId],
  );
  const giveUp = useCallback((messageId: string) => outbox.forget(new Set([messageId])), [outbox]);
  return { send, edit, withdraw, answer, resend: outbox.resend, giveUp };
}
