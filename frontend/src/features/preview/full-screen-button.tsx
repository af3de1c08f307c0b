import { Maximize } from 'lucide-react';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { Tooltip } from '@/ui/tooltip';
import { toggleFullScreen } from './full-screen';

/** Shows the stage that it is in, or the page's one, on the whole screen. */
export function FullScreenButton() {
  const { t } = useTexts('preview');
  return (
    <Tooltip label={t('fullScreen')} keys={['F']} side="top">
      <IconButton
        label={t('fullScreen')}
        className="max-md:size-11"
        onClick={(event) => toggleFullScreen(event.currentTarget)}
      >
        <Maximize className="size-4" />
      </IconButton>
    </Tooltip>
  );
}
