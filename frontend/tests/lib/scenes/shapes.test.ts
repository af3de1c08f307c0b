import { describe, expect, it } from 'vitest';
import { deleteScene, duplicateScene, type Files, moveScene, renameScene, trimScene } from '@/lib/scenes';
import { project, reasonOf, timesOf, videoOf, withEdit } from './read';

const codeOf = (files: Files) => files['src/MyVideo.tsx'] ?? '';
const movie = (scenes: string, imports = "import { AbsoluteFill, Sequence } from 'remotion';", before = '') =>
  `${imports}\n${before}\nexport const MyVideo = () => {\n  return (\n    <AbsoluteFill>\n${scenes}\n    </AbsoluteFill>\n  );\n};\n`;

const SERIES = `import { Series } from 'remotion';
import { A, B, C } from './scenes';

export default function MyVideo() {
  return (
    <Series>
      {/* How it begins */}
      <Series.Sequence name="A" durationInFrames={60}>
        <A />
      </Series.Sequence>
      <Series.Sequence name="B" durationInFrames={40} offset={-10}>
        <B />
      </Series.Sequence>
      <Series.Sequence name="C" durationInFrames={50}>
        <C />
      </Series.Sequence>
    </Series>
  );
}
`;

const TRANSITIONS = `import { linearTiming, TransitionSeries } from '@remotion/transitions';
import { fade } from '@remotion/transitions/fade';
import { A, B, C } from './scenes';

const FADE = 10;

export const MyVideo = () => (
  <TransitionSeries>
    <TransitionSeries.Sequence name="A" durationInFrames={60}>
      <A />
    </TransitionSeries.Sequence>
    <TransitionSeries.Transition presentation={fade()} timing={linearTiming({ durationInFrames: FADE })} />
    <TransitionSeries.Sequence name="B" durationInFrames={40}>
      <B />
    </TransitionSeries.Sequence>
    <TransitionSeries.Sequence name="C" durationInFrames={50}>
      <C />
    </TransitionSeries.Sequence>
  </TransitionSeries>
);
`;

describe('a <Series>', () => {
  const files = {
    ...project(SERIES, 140),
    'src/Root.tsx': (project('', 140)['src/Root.tsx'] ?? '').replace('{ MyVideo }', 'MyVideo'),
  };

  it('is read with its offsets', () => {
    expect(videoOf(files).kind).toBe('series');
    expect(timesOf(files)).toBe('A 0+60, B 50+40, C 90+50 = 140');
  });

  it('takes the offset along with its scene, and the comment above it', () => {
    const moved = withEdit(files, moveScene(files, 0, 2));
    expect(timesOf(moved)).toBe('B -10+40, C 30+50, A 80+60 = 140');
    expect(codeOf(moved)).toMatch(/\{\/\* How it begins \*\/\}\n {6}<Series\.Sequence name="A"/);
  });

  it('is trimmed, copied and shortened, and the video with it', () => {
    expect(timesOf(withEdit(files, trimScene(files, 1, 70)))).toBe('A 0+60, B 50+70, C 120+50 = 170');
    expect(timesOf(withEdit(files, deleteScene(files, 1)))).toBe('A 0+60, C 60+50 = 110');
    expect(timesOf(withEdit(files, duplicateScene(files, 0)))).toBe('A 0+60, A 2 60+60, B 110+40, C 150+50 = 200');
  });
});

describe('a <TransitionSeries>', () => {
  const files = project(TRANSITIONS, 140);

  it('overlaps by its transitions', () => {
    expect(videoOf(files).kind).toBe('transitions');
    expect(timesOf(files)).toBe('A 0+60, B 50+40, C 90+50 = 140');
    expect(videoOf(files).scenes.map(({ leastFrames }) => leastFrames)).toEqual([11, 11, 1]);
  });

  it('leaves transitions where they are when scenes change places', () => {
    const moved = withEdit(files, moveScene(files, 2, 0));
    expect(timesOf(moved)).toBe('C 0+50, A 40+60, B 100+40 = 140');
    expect(codeOf(moved).indexOf('.Transition ')).toBeLessThan(codeOf(moved).indexOf('name="A"'));
  });

  it('loses the transition into a scene with the scene', () => {
    const left = withEdit(files, deleteScene(files, 1));
    expect(timesOf(left)).toBe('A 0+60, C 60+50 = 110');
    expect(codeOf(left)).not.toContain('.Transition ');
  });

  it('can’t be arranged where only the spring knows how long a transition is, but named', () => {
    const sprung = project(TRANSITIONS.replace('linearTiming({ durationInFrames: FADE })', 'springTiming()'), 140);
    expect(reasonOf(trimScene(sprung, 0, 50))).toMatchObject({ code: 'times_computed', line: 12 });
    expect(videoOf(withEdit(sprung, renameScene(sprung, 2, 'The "end"'))).scenes[2]?.name).toBe('The "end"');
  });
});

describe('sequences', () => {
  it('says numbers where the code calculates, once they are different', () => {
    const code = movie(
      `      <Sequence name="A" durationInFrames={2 * fps}><A /></Sequence>
      <Sequence name="B" from={SECOND} durationInFrames={durationInFrames - SECOND}><B /></Sequence>`,
      "import { AbsoluteFill, Sequence, useVideoConfig } from 'remotion';",
      'const SECOND = 60 as const;',
    ).replace('{\n  return', '{\n  const { fps, durationInFrames } = useVideoConfig();\n  return');
    const files = project(code, 150);
    expect(timesOf(files)).toBe('A 0+60, B 60+90 = 150');
    const trimmed = withEdit(files, trimScene(files, 0, 80));
    expect(timesOf(trimmed)).toBe('A 0+80, B 80+90 = 170');
    expect(codeOf(trimmed)).toContain('<Sequence name="A" durationInFrames={80}>');
    expect(codeOf(trimmed)).toContain('from={80} durationInFrames={90}');
  });

  it('gives a scene that lasts to the end an end of its own when it moves to the front', () => {
    const files = project(
      movie(
        `      <Sequence name="A" durationInFrames={60}>one</Sequence>\n      <Sequence from={60}><Big /></Sequence>`,
      ),
      100,
    );
    expect(timesOf(files)).toBe('A 0+60, Big 60+40 = 100');
    expect(timesOf(withEdit(files, trimScene(files, 1, 50)))).toBe('A 0+60, Big 60+50 = 110');
    expect(codeOf(withEdit(files, trimScene(files, 1, 50)))).toBe(codeOf(files));
    const moved = withEdit(files, moveScene(files, 1, 0));
    expect(timesOf(moved)).toBe('Big 0+40, A 40+60 = 100');
    expect(codeOf(moved)).toContain('<Sequence from={0} durationInFrames={40}><Big />');
    expect(codeOf(moved)).toContain('<Sequence name="A" from={40} durationInFrames={60}>');
  });

  it('keeps a gap between scenes, and sounds at their place in their scene', () => {
    const files = project(
      movie(
        `      <Sequence name="A" from={0} durationInFrames={30}><A /></Sequence>
      <Sequence name="B" from={40} durationInFrames={30}><B /></Sequence>
      <Sequence from={45}><Audio src="b.mp3" /></Sequence>
      <Sequence from={0} durationInFrames={70} name="Logo"><Logo at={40} /></Sequence>`,
        "import { AbsoluteFill, Audio, Sequence } from 'remotion';",
      ),
      70,
    );
    expect(timesOf(files)).toBe('A 0+30, B 40+30 = 70');
    const trimmed = withEdit(files, trimScene(files, 0, 50));
    expect(timesOf(trimmed)).toBe('A 0+50, B 60+30 = 90');
    expect(codeOf(trimmed)).toContain('<Sequence from={65}><Audio');
    expect(codeOf(trimmed)).toContain('<Sequence from={0} durationInFrames={90} name="Logo">');
    const bare = { ...files, 'src/MyVideo.tsx': codeOf(files).replace(/<Sequence.*<Logo.*/, '') };
    const left = withEdit(bare, deleteScene(bare, 1));
    expect(timesOf(left)).toBe('A 0+30 = 30');
    expect(codeOf(left)).not.toContain('Audio src');
  });

  it('follows a component that only shows another, renamed and in a file of its own', () => {
    const files = {
      ...project("import { Cut as Whole } from './cut';\nexport const MyVideo = () => <Whole />;\n", 60),
      'src/cut/index.ts': "export { default as Cut } from './Cut';\n",
      'src/cut/Cut.tsx': `import * as R from 'remotion';
const Cut: React.FC = React.memo(() => (
  <>
    <R.Sequence from={0} durationInFrames={30}><h1>One</h1></R.Sequence>
    <R.Sequence from={30} durationInFrames={30}><h1>Two</h1></R.Sequence>
  </>
));
export default Cut;
`,
    };
    expect(videoOf(files)).toMatchObject({ file: 'src/cut/Cut.tsx', kind: 'sequences' });
    const renamed = withEdit(files, renameScene(files, 0, ' Start '));
    expect(renamed['src/cut/Cut.tsx']).toContain('<R.Sequence name="Start" from={0}');
  });

  it('takes a component of the project for a scene when it is given a time', () => {
    const files = project(
      movie(
        `      <Part from={0} durationInFrames={30} title="One" />\n      <Part from={30} durationInFrames={30} title="Two" />`,
      ),
      60,
    );
    expect(videoOf(files).scenes.map(({ props }) => props.map(({ value }) => value))).toEqual([['One'], ['Two']]);
    expect(timesOf(withEdit(files, moveScene(files, 0, 1)))).toBe(' 0+30,  30+30 = 60');
    expect(codeOf(withEdit(files, moveScene(files, 0, 1)))).toMatch(/from=\{0\}[^>]*"Two"[\s\S]*from=\{30\}[^>]*"One"/);
  });
});

describe('code that can’t be edited so', () => {
  const one = '<Sequence name="A" from={0} durationInFrames={30}><A /></Sequence>';
  it.each<[string, string, object]>([
    [
      'a loop',
      movie('{items.map((item) => <Sequence from={item} durationInFrames={3}><A /></Sequence>)}'),
      { code: 'scenes_computed', line: 6 },
    ],
    ['a condition', movie(`${one}{wide && <Sequence from={30} durationInFrames={30} />}`), { code: 'scenes_computed' }],
    [
      'a time that runs',
      movie(`${one}<Sequence name="B" from={start()} durationInFrames={30} />`),
      { code: 'times_computed', scene: 'B' },
    ],
    ['unknown properties', movie(`${one}<Sequence name="B" {...rest} />`), { code: 'times_computed', scene: 'B' }],
    [
      'scenes over others',
      movie(`${one}<Sequence name="B" from={10} durationInFrames={50} />`),
      { code: 'layers', scene: 'B' },
    ],
  ])('%s', (_, code, reason) => {
    const files = project(code, 60);
    expect(videoOf(files).fixed).toMatchObject(reason);
    for (const refused of [
      trimScene(files, 0, 20),
      moveScene(files, 0, 1),
      deleteScene(files, 0),
      duplicateScene(files, 0),
    ]) {
      expect(reasonOf(refused)).toMatchObject(reason);
    }
  });

  it('scenes in different elements keep their places, but can be trimmed', () => {
    const files = project(movie(`${one}<div><Sequence name="B" from={30} durationInFrames={30} /></div>`), 60);
    expect(reasonOf(moveScene(files, 0, 1))).toEqual({ code: 'nested', scene: 'B' });
    expect(timesOf(withEdit(files, trimScene(files, 0, 40)))).toBe('A 0+40, B 40+30 = 70');
  });

  it('tells where code is broken, and what isn’t there', () => {
    const files = project(movie(one), 30);
    expect(
      reasonOf(trimScene({ ...files, 'src/MyVideo.tsx': 'export const MyVideo = () => (\n  <div>\n' }, 0, 9)),
    ).toEqual({
      code: 'broken_code',
      file: 'src/MyVideo.tsx',
      line: 2,
    });
    expect(reasonOf(trimScene({}, 0, 9))).toEqual({ code: 'no_file', file: 'src/Root.tsx' });
    const root = files['src/Root.tsx'] ?? '';
    const withRoot = (text: string) => reasonOf(trimScene({ ...files, 'src/Root.tsx': text }, 0, 9))?.code;
    expect(withRoot('export const RemotionRoot = () => null;')).toBe('no_composition');
    expect(withRoot(root.replace('{30}', '{LENGTH}'))).toBe('settings_computed');
    expect(withRoot(root.replace('fps', 'calculateMetadata={meta} fps'))).toBe('settings_computed');
    expect(withRoot(root.replace('{MyVideo} width', '{Other} width'))).toBe('no_component');
  });

  it('refuses what no scene can be', () => {
    const files = project(movie(one), 30);
    expect(reasonOf(trimScene(files, 0, 2.5))).toEqual({ code: 'not_a_number' });
    expect(reasonOf(trimScene(files, 0, 108_001))).toEqual({ code: 'too_long', frames: 108_000 });
    expect(reasonOf(trimScene(files, 3, 20))).toEqual({ code: 'no_such_scene' });
    expect(reasonOf(deleteScene(files, 0))).toEqual({ code: 'only_scene' });
    expect(reasonOf(renameScene(files, 0, '  '))).toEqual({ code: 'bad_name' });
  });
});
