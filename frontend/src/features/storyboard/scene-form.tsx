import { type ReactNode, useId } from 'react';
import { momentOf } from '@/lib/pointing';
import type { PropKind, SceneProp } from '@/lib/scenes';
import { BEHIND, NAME_MAX } from '@/lib/scenes/values';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Field, Input } from '@/ui/field';
import { ChoiceProp } from './choice-prop';
import { ColorProp } from './color-prop';
import { LengthField } from './length-field';
import { NumberProp } from './number-prop';
import { type Shown, useStoryboard } from './storyboard-context';
import { TextProp } from './text-prop';
import { useDraftValue } from './use-draft-value';
import { useSceneEdits } from './use-scene-edits';

/** Everything of a scene that can be set without the model. */
export function SceneForm({ scene }: { scene: Shown }) {
  const { t } = useTexts('storyboard');
  const { video, editable } = useStoryboard();
  const { setLock } = useSceneEdits();
  const kinds = (...wanted: PropKind[]) => scene.props.filter(({ kind }) => wanted.includes(kind));
  const sections: [string, SceneProp[]][] = [
    [t('texts'), kinds('text')],
    [t('colours'), kinds('color')],
    [t('numbers'), kinds('number')],
    [t('look'), kinds('choice', 'file')],
  ];
  const placed = scene.index !== BEHIND;
  return (
    <div className="flex flex-col gap-5">
      {scene.locked && (
        <div className="flex items-center gap-2 rounded-sm bg-hover p-2 text-xs text-ink-2">
          <p className="grow">{t('lockedNote')}</p>
          {editable && (
            <Button size="sm" onClick={() => void setLock(scene)}>
              {t('unlock')}
            </Button>
          )}
        </div>
      )}
      {placed && (
        <div className="flex flex-col gap-3">
          {video.kind !== 'whole' && <NameField scene={scene} />}
          <Field label={t('length')} hint={timesOf(scene, video.fps, t)}>
            {({ id, 'aria-describedby': below }) => <LengthField scene={scene} id={id} aria-describedby={below} />}
          </Field>
        </div>
      )}
      {sections.map(
        ([title, props]) => props.length > 0 && <Section key={title} title={title} scene={scene} props={props} />,
      )}
      {scene.props.length === 0 && <p className="text-ink-2">{t('nothingToSet')}</p>}
    </div>
  );
}

function timesOf(
  { from, durationInFrames }: Shown,
  fps: number,
  t: ReturnType<typeof useTexts<'storyboard'>>['t'],
): string {
  const [begins, ends] = [momentOf(from, fps), momentOf(from + durationInFrames, fps)];
  return t('lengthHint', { from: begins, to: ends, frames: durationInFrames });
}

function NameField({ scene }: { scene: Shown }) {
  const { t } = useTexts('storyboard');
  const { editable } = useStoryboard();
  const { rename } = useSceneEdits();
  const { onChange, ...draft } = useDraftValue(scene.name, (next) => next.trim() !== '' && rename(scene, next));
  return (
    <Field label={t('name')}>
      {(input) => (
        <Input
          {...input}
          {...draft}
          maxLength={NAME_MAX}
          readOnly={!editable || scene.locked}
          onChange={(event) => onChange(event.target.value)}
          className="read-only:text-ink-2"
        />
      )}
    </Field>
  );
}

function Section({ title, scene, props }: { title: string; scene: Shown; props: SceneProp[] }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <h3 id={id} className="text-xs font-semibold">
        {title}
      </h3>
      {props.map((prop) => (
        <PropField key={`${scene.id} ${prop.id}`} scene={scene} prop={prop} />
      ))}
    </section>
  );
}

function PropField({ scene, prop }: { scene: Shown; prop: SceneProp }): ReactNode {
  switch (prop.kind) {
    case 'text':
      return <TextProp scene={scene} prop={prop} />;
    case 'color':
      return <ColorProp scene={scene} prop={prop} />;
    case 'number':
      return <NumberProp scene={scene} prop={prop} />;
    case 'choice':
    case 'file':
      return <ChoiceProp scene={scene} prop={prop} />;
  }
}
