import { useState } from 'react';
import { describeError } from '@/api/errors';
import type { Template } from '@/api/types.generated';
import type { Draft } from '@/hooks/use-draft';
import { SIZES } from '@/lib/video';
import { Dialog } from '@/ui/dialog';
import { PromptBox } from './prompt-box';
import { TemplatePicker } from './template-picker';
import { useCreateProject } from './use-create-project';

export interface NewProjectDialogProps {
  /** What to begin with; null while it is closed. */
  draft: Draft | null;
  onClose: () => void;
}

/** Describe it, pick a size and what it begins as; or leave the words for later. */
export function NewProjectDialog({ draft, onClose }: NewProjectDialogProps) {
  return (
    <Dialog
      open={draft !== null}
      onOpenChange={(open) => !open && onClose()}
      width="lg"
      title="New project"
      description="Say what the video should show and who it is for. You can change everything later."
    >
      {draft && <Form initial={draft} />}
    </Dialog>
  );
}

function Form({ initial }: { initial: Draft }) {
  const [draft, setDraft] = useState(initial);
  const [template, setTemplate] = useState<Template | null>(null);
  const { createAndOpen, busy, error } = useCreateProject();

  /** With its own shape, which stays changeable. */
  const choose = (next: Template) => {
    setTemplate(next);
    const size = SIZES.find((choice) => choice.width * next.height === choice.height * next.width)?.value;
    if (size) setDraft((current) => ({ ...current, size }));
  };

  return (
    <>
      <PromptBox
        {...draft}
        onChange={setDraft}
        onSubmit={() => void createAndOpen(draft.prompt, draft.size, template ?? undefined).catch(() => undefined)}
        busy={busy}
        error={error ? describeError(error) : null}
        canSubmitEmpty
        submitLabel={draft.prompt.trim() ? 'Make the video' : 'Start without words'}
      />
      <TemplatePicker value={template?.id ?? null} onChange={choose} />
    </>
  );
}
