import { useTexts } from '@/texts';
import type { Sheet, SheetHandlers } from './use-sheet';

export interface SheetHandleProps {
  sheet: Sheet;
  handle: SheetHandlers;
}

/** On a phone: drag the chat up over the video or down from it, tap, or use the arrow keys. */
export function SheetHandle({ sheet, handle }: SheetHandleProps) {
  const { t } = useTexts('workspace');
  return (
    <button
      type="button"
      aria-expanded={sheet === 'tall'}
      aria-label={t('tallerChat')}
      {...handle}
      className="relative grid h-6 w-full shrink-0 touch-none place-items-center before:absolute before:inset-x-0 before:-inset-y-2.5 md:hidden lying:hidden"
    >
      <span className="h-1 w-9 rounded-full bg-line-strong" />
    </button>
  );
}
