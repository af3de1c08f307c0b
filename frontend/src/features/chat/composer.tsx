import { ArrowUp } from 'lucide-react';
import type { ClipboardEvent } from 'react';
import { AttachButton } from '@/features/assets/attach-button';
import { AttachmentTray } from '@/features/assets/attachment-tray';
import { DropZone } from '@/features/assets/drop-zone';
import { filesOf } from '@/features/assets/files-of';
import { useAttachFiles } from '@/features/assets/use-attach-files';
import { useStopTurn } from '@/features/workspace/use-stop-turn';
import { useConfig } from '@/hooks/use-config';
import { useChat, useChatActions } from '@/hooks/use-messages';
import { useAttachments } from '@/hooks/use-uploads';
import { useTexts } from '@/texts';
import { Tag } from '@/ui/chip';
import { ComposerField } from './composer-field';
import { useDraft, useDraftText } from './draft';
import { ScopeChip } from './scope-chip';
import { StopControl } from './stop-control';
import { useScope } from './use-scope';

/** Where one writes; it works in every state, a message waits if it must. */
export function Composer() {
  const { t } = useTexts('chat');
  const draft = useDraft();
  const { workingTurnId } = useChat();
  const { send } = useChatActions();
  const { demoModel } = useConfig();
  const { stop } = useStopTurn();
  const scope = useScope();
  const attach = useAttachFiles();
  const { ids, busy, clear } = useAttachments();

  const submit = () => {
    const content = draft.get().trim();
    if (!content || busy) return;
    send(content, { context: scope.context, attachments: ids });
    clear();
    draft.set(() => '');
    scope.reset();
  };
  const paste = (event: ClipboardEvent) => {
    const files = filesOf(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    attach(files);
  };

  return (
    <DropZone onFiles={attach} label={t('dropToAttach')} className="rounded-lg">
      <form
        data-tour="composer"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        className="rounded-lg border border-line-strong bg-raised p-2.5 pt-3 transition-base focus-within:border-accent-line"
      >
        <AttachmentTray />
        <ComposerField
          placeholder={t(workingTurnId ? 'addForAfter' : 'askForChange')}
          onSubmit={submit}
          onEscape={() => workingTurnId && stop(workingTurnId)}
          onPaste={paste}
        />
        <div className="mt-2 flex items-center gap-2">
          <AttachButton />
          <ScopeChip scope={scope} />
          {demoModel && !workingTurnId && <Tag className="md:hidden">{t('demoModel')}</Tag>}
          <span className="grow" />
          <StopControl />
          <SendButton waits={busy} />
        </div>
      </form>
    </DropZone>
  );
}

/** Files that are still on their way hold the message back. */
function SendButton({ waits }: { waits: boolean }) {
  const { t } = useTexts('chat');
  const text = useDraftText();
  return (
    <button
      type="submit"
      aria-label={t('send')}
      disabled={!text.trim() || waits}
      className="grid size-8 shrink-0 place-items-center rounded-[10px] bg-primary text-on-primary transition-base hover:enabled:bg-primary-hover disabled:cursor-default disabled:opacity-45 pointer-coarse:size-11"
    >
      <ArrowUp className="size-4" />
    </button>
  );
}
