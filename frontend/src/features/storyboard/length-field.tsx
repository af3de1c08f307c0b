import { useTexts } from '@/texts';
import { Input } from '@/ui/field';
import { framesOf, secondsOf } from './seconds';
import { type Shown, useStoryboard } from './storyboard-context';
import { useDraftValue } from './use-draft-value';
import { useSceneEdits } from './use-scene-edits';

export interface LengthFieldProps {
  scene: Shown;
  id?: string;
  'aria-label'?: string;
  'aria-describedby'?: string | undefined;
  className?: string;
}

/** How long a scene is, in seconds; arrow keys change it by a tenth. */
export function LengthField({ scene, className, ...rest }: LengthFieldProps) {
  const { t } = useTexts('storyboard');
  const { video, editable, arrangeable } = useStoryboard();
  const { trim } = useSceneEdits();
  const shown = secondsOf(scene.durationInFrames, video.fps);
  const { onChange, onKeyDown, ...draft } = useDraftValue(shown, (value) => {
    const frames = framesOf(value, video.fps);
    return frames !== null && frames !== scene.durationInFrames && trim(scene, frames);
  });
  const wholeVideo = video.kind === 'whole' && video.fixed === null;
  return (
    <Input
      {...rest}
      {...draft}
      inputMode="decimal"
      title={t('length')}
      readOnly={!editable || scene.locked || !(arrangeable || wholeVideo)}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        const step = { ArrowUp: 0.1, ArrowDown: -0.1 }[event.key];
        const frames = step && !event.currentTarget.readOnly ? framesOf(draft.value, video.fps) : null;
        if (!step || frames === null) return onKeyDown(event);
        event.preventDefault();
        const next = Math.max(scene.leastFrames, frames + Math.round(step * video.fps));
        onChange(secondsOf(next, video.fps));
      }}
      className={className}
    />
  );
}
