import { describe, expect, it } from 'vitest';
import {
  deleteScene,
  duplicateScene,
  moveScene,
  neededFiles,
  renameScene,
  setDuration,
  setProp,
  trimScene,
} from '@/lib/scenes';
import { reasonOf, timesOf, videoOf, withEdit } from './read';
import { TEMPLATES, template } from './templates';

const ARRANGED = TEMPLATES.filter((id) => videoOf(template(id)).scenes.length > 1);

describe('every template', () => {
  it.each(TEMPLATES)('%s is read wholly', (id) => {
    const video = videoOf(template(id));
    expect(video.fixed).toBeNull();
    expect(Math.max(...video.scenes.map((scene) => scene.from + scene.durationInFrames))).toBe(video.durationInFrames);
    expect(video.scenes.every((scene) => scene.props.some(({ kind }) => kind === 'color'))).toBe(true);
  });

  it.each(ARRANGED)('%s is as before when a scene is moved there and back', (id) => {
    const files = template(id);
    const last = videoOf(files).scenes.length - 1;
    const moved = withEdit(files, moveScene(files, 0, last));
    expect(videoOf(moved).scenes.map(({ name }) => name)).not.toEqual(videoOf(files).scenes.map(({ name }) => name));
    expect(videoOf(moved).durationInFrames).toBe(videoOf(files).durationInFrames);
    expect(withEdit(moved, moveScene(moved, last, 0))).toEqual(files);
  });

  it.each(ARRANGED)('%s is as before when a scene is trimmed there and back', (id) => {
    const files = template(id);
    const { durationInFrames, scenes } = videoOf(files);
    const length = scenes[1]?.durationInFrames ?? 0;
    const trimmed = withEdit(files, trimScene(files, 1, length + 17));
    expect(videoOf(trimmed).durationInFrames).toBe(durationInFrames + 17);
    expect(withEdit(trimmed, trimScene(trimmed, 1, length))).toEqual(files);
  });

  it.each(ARRANGED)('%s is as before when a copy of a scene is deleted', (id) => {
    const files = template(id);
    const copied = withEdit(files, duplicateScene(files, 0));
    expect(videoOf(copied).scenes).toHaveLength(videoOf(files).scenes.length + 1);
    expect(withEdit(copied, deleteScene(copied, 1))).toEqual(files);
  });

  it.each(TEMPLATES)('%s takes another value for each thing in its form, and nothing else changes', (id) => {
    const files = template(id);
    for (const [index, scene] of videoOf(files).scenes.entries()) {
      for (const { id: prop, kind, value, options = [] } of scene.props) {
        const next =
          kind === 'number' ? 7.5 : kind === 'color' ? '#010203' : (options.find((o) => o !== value) ?? 'x.png');
        const changed = withEdit(files, setProp(files, index, prop, next));
        const now = videoOf(changed).scenes[index]?.props;
        expect(now).toEqual(
          scene.props.map((one) =>
            one.id === prop ? { ...one, kind: now?.find((p) => p.id === prop)?.kind, value: next } : one,
          ),
        );
        expect(withEdit(changed, setProp(changed, index, prop, value))).toEqual(files);
      }
    }
  });
});

describe('product-launch', () => {
  const files = template('product-launch');

  it('keeps its cross-fade at its place when scenes change places', () => {
    expect(timesOf(files)).toBe('Teaser 0+75, Reveal 75+90, Features 165+120, Finale 271+89 = 360');
    const moved = withEdit(files, moveScene(files, 3, 0));
    expect(timesOf(moved)).toBe('Finale 0+89, Teaser 89+75, Reveal 164+90, Features 240+120 = 360');
    const code = moved['src/MyVideo.tsx'] ?? '';
    const order = ['Finale', 'Teaser', 'Reveal', 'Features'].map((name) => code.indexOf(`<Sequence name="${name}"`));
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(code).toContain(
      '<Audio name="Boom" src={staticFile(\'sounds/boom-sub.mp3\')} volume={0.6} />\n    </Sequence>',
    );
    expect(code).toContain(
      '<Audio name="Music" src={staticFile(\'sounds/music-cinematic.mp3\')} volume={0.45} loop />\n  </AbsoluteFill>',
    );
  });

  it('forgets the import of a scene that goes', () => {
    const left = withEdit(files, deleteScene(files, 1));
    expect(timesOf(left)).toBe('Teaser 0+75, Features 75+120, Finale 181+89 = 270');
    expect(left['src/MyVideo.tsx']).not.toContain('Reveal');
  });

  it('loses the cross-fade with the scene that it led to', () => {
    expect(timesOf(withEdit(files, deleteScene(files, 3)))).toBe('Teaser 0+75, Reveal 75+90, Features 165+120 = 285');
  });

  it('is trimmed to no less than its cross-fades', () => {
    expect(videoOf(files).scenes[3]?.leastFrames).toBe(15);
    expect(timesOf(withEdit(files, trimScene(files, 3, 15)))).toMatch(/Finale 271\+15 = 286$/);
    expect(reasonOf(trimScene(files, 3, 14))).toEqual({ code: 'too_short', scene: 'Finale', frames: 15 });
  });

  it('gives or takes the difference at its end when the whole length is set', () => {
    expect(timesOf(withEdit(files, setDuration(files, 400)))).toMatch(/Finale 271\+129 = 400$/);
    expect(reasonOf(setDuration(files, 271))).toMatchObject({ code: 'too_short', scene: 'Finale' });
  });

  it('names a copy anew, wherever the name ends in a number already', () => {
    const once = withEdit(files, duplicateScene(files, 3));
    const twice = withEdit(once, duplicateScene(once, 4));
    expect(timesOf(twice)).toMatch(/Finale 271\+89, Finale 2 360\+89, Finale 3 449\+89 = 538$/);
  });
});

describe('others', () => {
  it('lets what lies behind the scenes follow the place that it is tied to', () => {
    const files = template('captions');
    const trimmed = withEdit(files, trimScene(files, 0, 100));
    expect(trimmed['src/MyVideo.tsx']).toContain('until={340}');
    const copied = withEdit(files, duplicateScene(files, 0));
    expect(copied['src/MyVideo.tsx']).toContain('until={390}');
  });

  it('says that the default template is one scene, whose length, texts and colours can be set', () => {
    const files = template('default');
    const video = videoOf(files);
    expect([video.kind, video.scenes.length]).toEqual(['whole', 1]);
    expect(timesOf(withEdit(files, trimScene(files, 0, 240)))).toBe(' 0+240 = 240');
    const title = video.scenes[0]?.props.find(({ name }) => name === 'title');
    expect(withEdit(files, setProp(files, 0, title?.id ?? '', 'Good night'))['src/MyVideo.tsx']).toContain(
      'title="Good night"',
    );
    for (const refused of [
      moveScene(files, 0, 1),
      deleteScene(files, 0),
      duplicateScene(files, 0),
      renameScene(files, 0, 'A'),
    ]) {
      expect(reasonOf(refused)).toEqual({ code: 'one_scene' });
    }
  });

  it('offers the choices that a scene’s type lists, and takes no other', () => {
    const files = template('photo-slideshow');
    const drift = videoOf(files).scenes[1]?.props.find(({ name }) => name === 'drift');
    expect(drift).toMatchObject({ kind: 'choice', value: 'right', options: ['in', 'left', 'right'] });
    expect(reasonOf(setProp(files, 1, drift?.id ?? '', 'up'))).toEqual({ code: 'not_a_choice' });
  });

  it('asks for no more files than it takes to read the video', () => {
    const all = template('quote');
    const there = new Set([...Object.keys(all), 'package.json', 'public/sounds/music-calm.mp3']);
    const root = { 'src/Root.tsx': all['src/Root.tsx'] ?? '' };
    expect(neededFiles({}, there)).toEqual(['src/Root.tsx', 'src/theme.ts']);
    expect(neededFiles(root, there)).toEqual(['src/theme.ts', 'src/fonts.ts', 'src/MyVideo.tsx']);
    const more = { ...root, 'src/MyVideo.tsx': all['src/MyVideo.tsx'] ?? '', 'src/theme.ts': '', 'src/fonts.ts': '' };
    expect(neededFiles(more, there)).toEqual([
      'src/scenes/Author.tsx',
      'src/scenes/Opening.tsx',
      'src/scenes/Quote.tsx',
    ]);
  });
});
