import { useState } from 'react';
import { describeError } from '@/api/errors';
import type { Draft } from '@/hooks/use-draft';
import { Dialog } from '@/ui/dialog';
import { PromptBox } from './prompt-box';
import { useCreateProject } from './use-create-project';

export interface NewProjectDialogProps {
  /** What to begin with; null while it is closed. */
  draft: Draft | null;
  onClose: () => void;
}

/** Describe it, pick a size; or leave the words for later. */
export function NewProjectDialog({ draft, onClose }: NewProjectDialogProps) {
  return (
    <Dialog
      open={draft !== null}
      onOpenChange={(open) => !open && onClose()}
      width="md"
      title="New project"
      description="Say what the video should show and who it is for. You can change everything later."
    >
      {draft && <Form initial={draft} />}
    </Dialog>
  );
}

function Form({ initial }: { initial: Draft }) {
  const [draft, setDraft] = useState(initial);
  const { createAndOpen, busy, error } = useCreateProject();
  return (
    <PromptBox
      {...draft}
      onChange={setDraft}
      onSubmit={() => void createAndOpen(draft.prompt, draft.size).catch(() => undefined)}
      busy={busy}
      error={error ? describeError(error) : null}
      canSubmitEmpty
      submitLabel={draft.prompt.trim() ? 'Make the video' : 'Start without words'}
    />
  );
}
