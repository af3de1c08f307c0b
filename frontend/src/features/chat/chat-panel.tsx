import { RescueCard } from '@/features/rescue/rescue-card';
import { useConfig } from '@/hooks/use-config';
import { useCanEdit, useOpenProject } from '@/hooks/use-open-project';
import { Composer } from './composer';
import { DraftContext, useKeptDraft } from './draft';
import { MessageList } from './message-list';
import { WaitingList } from './waiting-list';

export function ChatPanel() {
  const { id } = useOpenProject();
  const draft = useKeptDraft(id);
  const { demoModel } = useConfig();
  const canEdit = useCanEdit();
  return (
    <DraftContext value={draft}>
      <RescueCard />
      <MessageList />
      <div className="shrink-0 px-3 pb-[max(12px,env(safe-area-inset-bottom))]">
        <WaitingList />
        {canEdit ? <Composer /> : <p className="px-1 py-2 text-ink-3">You can watch this project, not change it.</p>}
        {demoModel && canEdit && (
          <p className="px-1 pt-2 text-2xs text-ink-3 max-md:hidden">
            Demo model: add <code className="font-mono">ANTHROPIC_API_KEY</code> for the real one
          </p>
        )}
      </div>
    </DraftContext>
  );
}
