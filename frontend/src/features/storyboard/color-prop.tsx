import type { SceneProp } from '@/lib/scenes';
import { asHex, isColour } from '@/lib/scenes/values';
import { useTexts } from '@/texts';
import { Input } from '@/ui/field';
import { Popover } from '@/ui/popover';
import { ColourWell } from './colour-well';
import { propName } from './prop-name';
import { type Shown, useStoryboard } from './storyboard-context';
import { useDraftValue } from './use-draft-value';
import { useSceneEdits } from './use-scene-edits';

/** A colour of a scene: picked, taken from the video's own, or written as a code. */
export function ColorProp({ scene, prop }: { scene: Shown; prop: SceneProp }) {
  const { t } = useTexts('storyboard');
  const { editable, video } = useStoryboard();
  const { set } = useSceneEdits();
  const name = propName(prop);
  const value = String(prop.value);
  const frozen = !editable || scene.locked;
  const { onChange, ...draft } = useDraftValue(value, (next) => {
    const hex = asHex(next.startsWith('#') ? next : `#${next}`);
    const colour = isColour(next) ? next.trim() : hex;
    return colour !== null && set(scene, prop, colour);
  });
  return (
    <div className="flex items-center gap-2">
      <Popover
        label={t('swatches')}
        trigger={
          <button
            type="button"
            disabled={frozen}
            aria-label={t('pickColour', { name })}
            className="size-7 shrink-0 rounded-sm border border-line-strong disabled:cursor-default pointer-coarse:size-11"
            style={{ background: value }}
          />
        }
      >
        <div className="flex flex-col gap-3">
          <ColourWell
            label={t('pickColour', { name })}
            value={asHex(value) ?? '#000000'}
            onPick={(next) => void set(scene, prop, next)}
          />
          <ul aria-label={t('swatches')} className="flex flex-wrap gap-1.5">
            {video.swatches.map((swatch) => (
              <li key={swatch}>
                <button
                  type="button"
                  title={swatch}
                  aria-label={t('swatch', { colour: swatch })}
                  aria-pressed={swatch.toLowerCase() === value.toLowerCase()}
                  onClick={() => void set(scene, prop, swatch)}
                  className="block size-7 rounded-sm border border-line-strong aria-pressed:outline-2 aria-pressed:outline-offset-2 aria-pressed:outline-accent pointer-coarse:size-11"
                  style={{ background: swatch }}
                />
              </li>
            ))}
          </ul>
        </div>
      </Popover>
      <span className="min-w-0 grow truncate text-xs text-ink-2" title={name}>
        {name}
      </span>
      <Input
        {...draft}
        aria-label={t('colourCode', { name })}
        readOnly={frozen}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        className="w-24! shrink-0 font-mono text-xs read-only:text-ink-2"
      />
    </div>
  );
}
