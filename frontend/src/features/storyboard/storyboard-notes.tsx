import { Eye, Info, Loader } from 'lucide-react';
import { useActiveTurn } from '@/hooks/use-events';
import { useCanEdit } from '@/hooks/use-open-project';
import { usePeople } from '@/hooks/use-people';
import { useOtherWriter } from '@/hooks/use-presence';
import { useTexts } from '@/texts';
import { Banner } from '@/ui/banner';
import { reasonWords } from './reason-words';
import { useStoryboard } from './storyboard-context';

/** Why the storyboard can't be changed now, or not wholly. */
export function StoryboardNotes() {
  const { t } = useTexts('storyboard');
  const { video } = useStoryboard();
  const turn = useActiveTurn();
  const canEdit = useCanEdit();
  const other = useOtherWriter();
  const nameOf = usePeople();
  if (!canEdit) {
    const words = other ? t('otherNote', { name: nameOf(other.uid) ?? t('somebody') }) : t('viewerNote');
    return <Banner icon={<Eye />}>{words}</Banner>;
  }
  if (turn) return <Banner icon={<Loader />}>{t('turnNote')}</Banner>;
  if (video.fixed) {
    return <Banner icon={<Info />}>{t('fixedNote', { reason: reasonWords(t, video.fixed) })}</Banner>;
  }
  return video.kind === 'whole' ? <Banner icon={<Info />}>{t('oneSceneNote')}</Banner> : null;
}
