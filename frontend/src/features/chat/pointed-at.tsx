import { SquareMousePointer } from 'lucide-react';
import type { ClickedElement } from '@/api/types.generated';
import { useOpenProject } from '@/hooks/use-open-project';
import { usePreview, usePreviewActions } from '@/hooks/use-preview';
import { elementName, momentOf } from '@/lib/pointing';
import { useTexts } from '@/texts';

/** What the person pointed at; a click leads back to the moment. */
export function PointedAt({ element, frame }: { element: ClickedElement; frame: number | null }) {
  const { t } = useTexts('chat');
  const { videoSettings } = useOpenProject();
  const fps = usePreview((state) => state.clip?.fps) ?? videoSettings?.fps ?? 30;
  const { seek } = usePreviewActions();
  const words = [elementName(element), frame !== null && momentOf(frame, fps)].filter(Boolean).join(' · ');
  return (
    <button
      type="button"
      aria-label={t('pointedAt', { what: words })}
      title={`${element.file}:${element.line}`}
      onClick={() => frame !== null && seek(frame)}
      className="flex h-6 max-w-full items-center gap-1.5 rounded-sm px-1.5 text-xs text-ink-2 transition-base hover:bg-hover hover:text-ink pointer-coarse:h-9"
    >
      <SquareMousePointer className="size-3.5 shrink-0" aria-hidden="true" />
      <span className="truncate">{words}</span>
    </button>
  );
}
