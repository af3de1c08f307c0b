import { X } from 'lucide-react';
import { useTemplates } from '@/hooks/use-templates';
import { useTexts } from '@/texts';

/** What the video will begin as, and the way to have none of it. */
export function TemplateChip({ templateId, onDrop }: { templateId: string; onDrop: () => void }) {
  const { t } = useTexts('landing');
  const name = useTemplates().data?.find(({ id }) => id === templateId)?.name;
  if (!name) return null;
  return (
    <span className="inline-flex h-7 max-w-full items-center gap-1 rounded-sm bg-hover ps-2.5 pe-1 text-xs text-ink-2 pointer-coarse:h-9">
      <span className="truncate">{t('beginsAs', { name })}</span>
      <button
        type="button"
        aria-label={t('beginAnew')}
        onClick={onDrop}
        className="grid size-5 shrink-0 place-items-center rounded-xs hover:text-ink pointer-coarse:size-8"
      >
        <X className="size-3.5" />
      </button>
    </span>
  );
}
