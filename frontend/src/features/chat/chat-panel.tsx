import { Trans } from 'react-i18next';
import { RescueCard } from '@/features/rescue/rescue-card';
import { ReadOnlyNote } from '@/features/sharing/read-only-note';
import { useConfig } from '@/hooks/use-config';
import { useCanEdit } from '@/hooks/use-open-project';
import { Composer } from './composer';
import { MessageList } from './message-list';
import { WaitingList } from './waiting-list';

/** The conversation and where one writes; typing there draws nothing else anew. */
export function ChatPanel() {
  const { demoModel } = useConfig();
  const canEdit = useCanEdit();
  return (
    <>
      <RescueCard />
      <MessageList />
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
