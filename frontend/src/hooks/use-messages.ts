import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { MessageContext } from '@/api/types.generated';
import type { SessionView } from '@/hooks/session-controller';
import { type Conversation, useConversation } from '@/hooks/use-conversation';
import { useServices } from '@/hooks/use-services';
import { useSession } from '@/hooks/use-session';
import { useStore } from '@/hooks/use-store';
import { useWorkspace } from '@/hooks/use-workspace';
import { type Chat, type ChatItem, mergeChat, type Outgoing } from '@/lib/chat';
import { keepSame } from '@/lib/keep-same';
import { contextOf } from '@/lib/pointing';

/** `messages` are the stored ones that `items` are made of. */
export interface ChatView extends Omit<Chat, 'items'>, Conversation {
  /** What hasn't changed is the same object as before. */
  items: readonly ChatItem[];
}

const NONE: readonly ChatItem[] = [];
const liveOf = (view: SessionView) => view.live;
const all = (list: readonly Outgoing[]) => list;

/** The conversation of the open project: stored messages, what is being written, what is on its way. */
export function useChatOf(projectId: string): ChatView {
  const { outbox } = useWorkspace();
  const conversation = useConversation(projectId);
  const { messages } = conversation;
  const session = useSession(liveOf);
  const outgoing = useStore(outbox.store, all);
  useEffect(() => {
    outbox.forget(new Set(messages.map((message) => message.id)));
  }, [outbox, messages]);

  const chat = useMemo(() => mergeChat({ messages, outgoing, live: session }), [messages, outgoing, session]);
  const [items, setItems] = useState(NONE);
  const kept = keepSame(items, chat.items);
  if (kept !== items) setItems(kept);
  return useMemo(() => ({ ...conversation, ...chat, items: kept }), [conversation, chat, kept]);
}

export const ChatContext = createContext<ChatView | null>(null);

export function useChat(): ChatView {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error('useChat needs <ChatContext>');
  return chat;
}

export interface Sending {
  /** Where it is about; the version and the frame that the person is looking at unless told. Null is no place. */
  context?: MessageContext | null;
  /** Ids of assets. */
  attachments?: readonly string[];
}

export function useChatActions() {
  const { routes } = useServices();
  const { outbox, projectId, preview } = useWorkspace();

  const send = useCallback(
    (content: string, { context, attachments }: Sending = {}) => {
      const { sha, frame, clip } = preview.store.get();
      const here = clip ? contextOf({ sha, frame }) : null;
      return outbox.send({ content, context: (context === undefined ? here : context) ?? undefined, attachments });
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
