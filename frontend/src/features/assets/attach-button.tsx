import { Paperclip } from 'lucide-react';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { Tooltip } from '@/ui/tooltip';
import { ChooseFiles } from './choose-files';
import { useAttachFiles } from './use-attach-files';

/** The composer's paperclip. */
export function AttachButton() {
  const { t } = useTexts('assets');
  const attach = useAttachFiles();
  return (
    <ChooseFiles onFiles={attach}>
      {(choose) => (
        <Tooltip label={t('attach')}>
          <IconButton label={t('attach')} onClick={choose} className="pointer-coarse:size-10">
            <Paperclip className="size-4" />
          </IconButton>
        </Tooltip>
      )}
    </ChooseFiles>
  );
}
