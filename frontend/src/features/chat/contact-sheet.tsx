import { useEffect, useState } from 'react';
import { useSession, useSessionActions } from '@/hooks/use-session';
import { useTexts } from '@/texts';
import { Dialog } from '@/ui/dialog';

/** The frames that the agent looked at, asked of the pod while it keeps them; a click shows them large. */
export function ContactSheet({ toolId }: { toolId: string }) {
  const { t } = useTexts('chat');
  const url = useSession((view) => view.live?.pictures[toolId]);
  const linked = useSession((view) => view.link === 'live');
  const { askPicture } = useSessionActions();
  const [open, setOpen] = useState(false);
  const unknown = url === undefined;
  useEffect(() => {
    if (linked && unknown) askPicture(toolId);
  }, [linked, unknown, askPicture, toolId]);

  if (!url) return null;
  return (
    <>
      <button
        type="button"
        aria-label={t('showFramesLarge')}
        onClick={() => setOpen(true)}
        className="my-1 block w-full max-w-[440px] animate-fade cursor-zoom-in overflow-hidden rounded-xs border border-line bg-well transition-base hover:border-line-strong"
      >
        <img src={url} alt={t('framesSeen')} className="max-h-72 w-full object-contain" />
      </button>
      <Dialog open={open} onOpenChange={setOpen} width="xl" title={t('whatWasSeen')}>
        <img src={url} alt={t('framesSeen')} className="max-h-[72vh] w-full rounded-xs bg-well object-contain" />
      </Dialog>
    </>
  );
}
