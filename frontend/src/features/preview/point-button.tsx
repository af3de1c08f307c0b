import { SquareMousePointer } from 'lucide-react';
import { useCanEdit } from '@/hooks/use-open-project';
import { usePreview, usePreviewActions } from '@/hooks/use-preview';
import { cx } from '@/lib/cx';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Tooltip } from '@/ui/tooltip';

/** Point at something in the picture, to talk about it. */
export function PointButton() {
  const { t } = useTexts('preview');
  const picking = usePreview((state) => state.picking);
  const { pick } = usePreviewActions();
  if (!useCanEdit()) return null;
  return (
    <Tooltip label={t('pointAt')} keys={['P']} side="top">
      <Button
        variant="ghost"
        size="sm"
        aria-label={t('pointAt')}
        aria-pressed={picking}
        className={cx('max-md:size-11', picking && 'bg-accent-soft! text-accent!')}
        onClick={() => pick(!picking)}
      >
        <SquareMousePointer className="size-4" />
        <span className="max-lg:hidden">{t('point')}</span>
      </Button>
    </Tooltip>
  );
}
