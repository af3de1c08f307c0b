import { useChat, useChatActions } from '@/hooks/use-messages';
import { useCanEdit } from '@/hooks/use-open-project';
import { useTexts } from '@/texts';
import { Chip } from '@/ui/chip';

/** What could come next: a click says it. */
export function Suggestions({ requests }: { requests: readonly string[] }) {
  const { t } = useTexts('chat');
  const { send } = useChatActions();
  const { workingTurnId } = useChat();
  const canEdit = useCanEdit();
  if (!canEdit || workingTurnId) return null;
  return (
    <ul aria-label={t('nextSteps')} className="flex animate-fade flex-wrap gap-2">
      {requests.map((request) => (
        <li key={request} className="max-w-full">
          <Chip pill title={request} className="max-w-full" onClick={() => send(request)}>
            <span className="truncate">{request}</span>
          </Chip>
        </li>
      ))}
    </ul>
  );
}
