import { Trans } from 'react-i18next';
import { RescueCard } from '@/features/rescue/rescue-card';
import { ReadOnlyNote } from '@/features/sharing/read-only-note';
import { LazyPanel, panelSource } from '@/features/workspace/lazy-panel';
import { useConfig } from '@/hooks/use-config';
import { useCanEdit } from '@/hooks/use-open-project';
import { useTexts } from '@/texts';
import { Composer } from './composer';
import { LoadingMessages } from './list-states';
import { WaitingList } from './waiting-list';

/** With all that reads Markdown; asked for at once, as it is always shown, but one may write before it is there. */
const messageList = panelSource(async () => (await import('./message-list')).MessageList);
messageList.load().catch(() => undefined); // whoever shows it is told

/** The conversation and where one writes; typing there draws nothing else anew. */
export function ChatPanel() {
  const { t } = useTexts('chat');
  const { demoModel } = useConfig();
  const canEdit = useCanEdit();
  return (
    <>
      <RescueCard />
      <LazyPanel source={messageList} name={t('theConversation')} waiting={<Waiting />} />
      <div className="shrink-0 px-3 pb-[max(12px,env(safe-area-inset-bottom))]">
        <WaitingList />
        {canEdit ? <Composer /> : <ReadOnlyNote />}
        {demoModel && canEdit && (
          <p className="px-1 pt-2 text-2xs text-ink-3 max-md:hidden">
            <Trans ns="chat" i18nKey="demoModelNote" components={{ code: <code className="font-mono" /> }} />
          </p>
        )}
      </div>
    </>
  );
}

function Waiting() {
  return (
    <div className="flex min-h-0 grow flex-col justify-end">
      <LoadingMessages />
    </div>
  );
}
