import type { SceneProp } from '@/lib/scenes';
import { TEXT_MAX } from '@/lib/scenes/values';
import { Field, Textarea } from '@/ui/field';
import { propName } from './prop-name';
import { type Shown, useStoryboard } from './storyboard-context';
import { useDraftValue } from './use-draft-value';
import { useSceneEdits } from './use-scene-edits';

/** A text of a scene, as long as it needs to be. */
export function TextProp({ scene, prop }: { scene: Shown; prop: SceneProp }) {
  const { editable } = useStoryboard();
  const { set } = useSceneEdits();
  const { onChange, ...draft } = useDraftValue(String(prop.value), (value) => set(scene, prop, value));
  return (
    <Field label={propName(prop)}>
      {(input) => (
        <Textarea
          {...input}
          {...draft}
          rows={1}
          maxLength={TEXT_MAX}
          readOnly={!editable || scene.locked}
          onChange={(event) => onChange(event.target.value)}
          className="text-sm! field-sizing-content max-h-40 min-h-8 read-only:text-ink-2"
        />
      )}
    </Field>
  );
}
