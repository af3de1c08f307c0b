import { MessageSquare, X } from 'lucide-react';
import { focusComposer } from '@/features/chat/draft';
import { useWide } from '@/hooks/use-wide';
import { useTexts } from '@/texts';
import { Button, IconButton } from '@/ui/button';
import { Drawer } from '@/ui/drawer';
import { SceneForm } from './scene-form';
import { type Shown, useStoryboard } from './storyboard-context';
import { useAskHere } from './use-ask-here';

/** The form of the scene that is open: beside the scenes, on a phone over them. */
export function SceneInspector({ scene }: { scene: Shown }) {
  const { t } = useTexts('storyboard');
  const { select } = useStoryboard();
  const wide = useWide();
  const close = () => select(null);
  const title = t('edit', { name: scene.name });
  if (!wide) {
    return (
      <Drawer open onOpenChange={close} title={title} close={t('close')}>
        <div className="flex flex-col gap-5 px-2 pt-2">
          <SceneForm key={scene.id} scene={scene} />
          <AskButton scene={scene} />
        </div>
      </Drawer>
    );
  }
  return (
    <aside aria-label={title} className="flex w-[320px] shrink-0 flex-col border-s border-line bg-surface">
      <div className="flex h-11 shrink-0 items-center gap-2 ps-4 pe-2">
        <h2 className="min-w-0 grow truncate font-semibold" title={scene.name}>
          {scene.name}
        </h2>
        <IconButton label={t('close')} size="sm" onClick={close}>
          <X className="size-4" />
        </IconButton>
      </div>
      <div className="flex min-h-0 grow flex-col gap-5 overflow-y-auto px-4 pt-1 pb-4">
        <SceneForm key={scene.id} scene={scene} />
        <AskButton scene={scene} />
      </div>
    </aside>
  );
}

function AskButton({ scene }: { scene: Shown }) {
  const { t } = useTexts('storyboard');
  const askHere = useAskHere();
  const wide = useWide();
  const ask = () => {
    askHere(scene);
    if (wide) focusComposer();
  };
  return (
    <Button onClick={ask} className="shrink-0 pointer-coarse:h-11!">
      <MessageSquare className="size-4" />
      {t('askHere')}
    </Button>
  );
}
