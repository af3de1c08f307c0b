import type { SceneProp } from '@/lib/scenes';
import { Field, Input } from '@/ui/field';
import { propName } from './prop-name';
import { type Shown, useStoryboard } from './storyboard-context';
import { useDraftValue } from './use-draft-value';
import { useSceneEdits } from './use-scene-edits';

/** A number of a scene. */
export function NumberProp({ scene, prop }: { scene: Shown; prop: SceneProp }) {
  const { editable } = useStoryboard();
  const { set } = useSceneEdits();
  const { onChange, ...draft } = useDraftValue(String(prop.value), (value) => {
    const number = Number(value.trim().replace(',', '.'));
    return value.trim() !== '' && Number.isFinite(number) && set(scene, prop, number);
  });
  return (
    <Field label={propName(prop)}>
      {(input) => (
        <Input
          {...input}
          {...draft}
          inputMode="decimal"
          readOnly={!editable || scene.locked}
          onChange={(event) => onChange(event.target.value)}
          className="tabular-nums read-only:text-ink-2"
        />
      )}
    </Field>
  );
}
