import { useChatActions } from '@/hooks/use-messages';

/** Says it to the agent, with the version and frame that are in sight. */
export function useAsk(): (words: string) => void {
  const { send } = useChatActions();
  return (words) => void send(words.trim());
}
