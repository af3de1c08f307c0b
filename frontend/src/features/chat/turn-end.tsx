import { RotateCw } from 'lucide-react';
import { useChat, useChatActions } from '@/hooks/use-messages';
import { useCanEdit } from '@/hooks/use-open-project';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import type { AgentTurnProps } from './agent-turn';

/** A turn that didn't end well: what happened, what is safe, and the way on. */
export function TurnEnd({ item, newest }: AgentTurnProps) {
  const { t } = useTexts('chat');
  const { send } = useChatActions();
  const { messages } = useChat();
  const canEdit = useCanEdit();
  const { state, asked, error, checkpointSha } = item;
  if (state === 'working' || state === 'stopping' || state === 'done') return null;
  const words = { failed: t('turnFailed'), stopped: t('turnStopped'), limit: t('turnLimit') }[state];
  const more = state === 'stopped' ? t(checkpointSha ? 'workKept' : 'nothingChanged') : error;
  const again = () => {
    const request = messages.find(({ role, turnId }) => role === 'user' && turnId === item.turnId);
    if (asked) send(asked, { attachments: request?.attachments ?? [] });
  };
  return (
    <div
      role={state === 'failed' ? 'alert' : undefined}
      className="flex items-center gap-3 rounded-md border border-line px-3 py-2.5 text-sm"
    >
      <p className="min-w-0 grow text-ink-2 [overflow-wrap:anywhere]">
        <span className={state === 'failed' ? 'text-danger' : 'text-ink'}>{words}</span>
        {more && ` ${more}`}
      </p>
      {newest && canEdit && asked && state === 'failed' && (
        <Button size="sm" onClick={again}>
          <RotateCw className="size-3.5" />
          {t('tryAgain')}
        </Button>
      )}
      {newest && canEdit && state === 'limit' && (
        <Button size="sm" onClick={() => send(t('goOn'))}>
          {t('goOn')}
        </Button>
      )}
    </div>
  );
}
