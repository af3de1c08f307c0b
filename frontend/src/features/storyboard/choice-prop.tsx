import type { SceneProp } from '@/lib/scenes';
import { Field, Select } from '@/ui/field';
import { propName } from './prop-name';
import { type Shown, useStoryboard } from './storyboard-context';
import { useSceneEdits } from './use-scene-edits';

const PUBLIC = 'public/';

/** One of what a scene's code takes, or one of the project's files of that kind. */
export function ChoiceProp({ scene, prop }: { scene: Shown; prop: SceneProp }) {
  const { editable, paths } = useStoryboard();
  const { set } = useSceneEdits();
  const value = String(prop.value);
  const options = prop.options ?? filesLike(paths, value);
  return (
    <Field label={propName(prop)}>
      {(input) => (
        <Select
          {...input}
          value={value}
          disabled={!editable || scene.locked}
          onChange={(event) => void set(scene, prop, event.target.value)}
        >
          {options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </Select>
      )}
    </Field>
  );
}

const KINDS = [/\.(?:png|jpe?g|webp|gif|svg|avif)$/i, /\.(?:mp4|webm|mov)$/i, /\.(?:mp3|wav|m4a|ogg)$/i];

/** The files below public/ that could stand in for this one, and itself. */
function filesLike(paths: readonly string[], value: string): string[] {
  const kind = KINDS.find((pattern) => pattern.test(value));
  const files = paths.flatMap((path) =>
    path.startsWith(PUBLIC) && kind?.test(path) ? [path.slice(PUBLIC.length)] : [],
  );
  return [...new Set([value, ...files])].sort((one, other) => one.localeCompare(other));
}
