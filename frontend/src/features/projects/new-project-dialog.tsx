import { useState } from 'react';
import { describeError } from '@/api/errors';
import type { Template } from '@/api/types.generated';
import type { Draft } from '@/hooks/use-draft';
import { useTemplates } from '@/hooks/use-templates';
import { SIZES } from '@/lib/video';
import { useTexts } from '@/texts';
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
  const { t } = useTexts('projects');
  return (
    <Dialog
      open={draft !== null}
      onOpenChange={(open) => !open && onClose()}
      width="lg"
      title={t('new')}
      description={t('newText')}
    >
      {draft && <Form initial={draft} />}
    </Dialog>
  );
}

function Form({ initial }: { initial: Draft }) {
  const { t } = useTexts('projects');
  const [draft, setDraft] = useState(initial);
  const { data: templates } = useTemplates();
  const template = templates?.find(({ id }) => id === draft.templateId);
  const { createAndOpen, busy, error } = useCreateProject();

  /** With its own shape, which stays changeable. */
  const choose = (next: Template) => {
    const size = SIZES.find((choice) => choice.width * next.height === choice.height * next.width)?.value;
    setDraft((current) => ({ ...current, templateId: next.id, size: size ?? current.size }));
  };

  return (
    <>
      <PromptBox
        draft={draft}
        onChange={setDraft}
        onSubmit={() => void createAndOpen(draft.prompt, draft.size, template).catch(() => undefined)}
        busy={busy}
        error={error ? describeError(error) : null}
        canSubmitEmpty
        submitLabel={draft.prompt.trim() ? t('make') : t('startEmpty')}
      />
      <TemplatePicker value={draft.templateId ?? null} onChange={choose} />
    </>
  );
}
