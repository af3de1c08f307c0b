import { describe, expect, it } from 'vitest';
import { BEHIND, type Files, setProp } from '@/lib/scenes';
import { project, reasonOf, videoOf, withEdit } from './read';

const FILES = project(
  `import { AbsoluteFill, Img, Sequence, staticFile } from 'remotion';
import { Card } from './Card';

export const MyVideo = () => (
  <AbsoluteFill style={{ backgroundColor: 'tan', padding: 20 }}>
    <Sequence name="A" from={0} durationInFrames={60}>
      <Card title="Caf&eacute;" size={-3} items={[{ label: 'One', color: '#abc' }, { label: \`Two\` }]} tone="warm" live>
        <h1 style={{ color: 'rgb(1, 2, 3)', fontFamily: 'Sora' }} className="big">
          It is
          here
        </h1>
        {'And here'}
        <Img src={staticFile('a.png')} alt="none" />
      </Card>
    </Sequence>
    <Logo text="Tan" start={12} />
  </AbsoluteFill>
);
`,
  60,
);
const CARD = `type Tone = 'warm' | 'cold';
interface CardProps { title: string; size: number; tone?: Tone; items: object[] }
export const Card = ({ title }: CardProps) => null;
`;
const files: Files = { ...FILES, 'src/Card.tsx': CARD };

const codeWith = (name: string, value: string | number) => {
  const prop = videoOf(files).scenes[0]?.props.find((one) => one.name === name);
  return withEdit(files, setProp(files, 0, prop?.id ?? '', value))['src/MyVideo.tsx'];
};

describe('what can be set in a scene', () => {
  it('is each text, colour, number and choice that is written down, and nothing technical', () => {
    expect(videoOf(files).scenes[0]?.props.map(({ name, kind, value }) => [name, kind, value])).toEqual([
      ['title', 'text', 'Café'],
      ['size', 'number', -3],
      ['items.0.label', 'text', 'One'],
      ['items.0.color', 'color', '#abc'],
      ['items.1.label', 'text', 'Two'],
      ['tone', 'choice', 'warm'],
      ['text', 'text', 'And here'],
      ['style.color', 'color', 'rgb(1, 2, 3)'],
      ['text', 'text', 'It is here'],
    ]);
  });

  it('is also what lies behind the scenes', () => {
    expect(videoOf(files).behind.map(({ name, value }) => [name, value])).toEqual([
      ['style.backgroundColor', 'tan'],
      ['text', 'Tan'],
    ]);
    const [colour] = videoOf(files).behind;
    expect(withEdit(files, setProp(files, BEHIND, colour?.id ?? '', '#fff'))['src/MyVideo.tsx']).toContain(
      "backgroundColor: '#fff'",
    );
  });

  it.each([
    ['Plain', 'title="Plain"'],
    ['“Quotes” and it’s', 'title="“Quotes” and it’s"'],
    ['A "word" & more', `title={'A "word" & more'}`],
    ["It's {so} \\ <b>", `title={'It\\'s {so} \\\\ <b>'}`],
    ['Two\nlines', `title={'Two\\nlines'}`],
    ['日本 👋', 'title="日本 👋"'],
  ])('writes the text %j so that it is read back as it is', (text, code) => {
    expect(codeWith('title', text)).toContain(code);
    const changed = { ...files, 'src/MyVideo.tsx': codeWith('title', text) ?? '' };
    expect(videoOf(changed).scenes[0]?.props[0]?.value).toBe(text);
  });

  it('writes into lists, templates and between tags', () => {
    expect(codeWith('items.1.label', `A \`b\` $\{c}`)).toContain(`{ label: \`A \\\`b\\\` \\$\{c}\` }`);
    expect(codeWith('items.0.label', "Don't")).toContain("{ label: 'Don\\'t', color: '#abc' }");
    expect(codeWith('size', 2.5)).toContain('size={2.5}');
    expect(codeWith('tone', 'cold')).toContain('tone="cold"');
  });

  it('keeps the lines around a text between tags', () => {
    const text = videoOf(files).scenes[0]?.props.findLast(({ name }) => name === 'text');
    const set = (value: string) => withEdit(files, setProp(files, 0, text?.id ?? '', value))['src/MyVideo.tsx'];
    expect(set('There')).toContain('className="big">\n          There\n        </h1>');
    expect(set('a < b')).toContain('className="big">\n          {\'a < b\'}\n        </h1>');
  });

  it('refuses values of another kind', () => {
    const refuse = (name: string, value: string | number) => {
      const prop = videoOf(files).scenes[0]?.props.find((one) => one.name === name);
      return reasonOf(setProp(files, 0, prop?.id ?? '', value))?.code;
    };
    expect(refuse('items.0.color', 'loud')).toBe('not_a_colour');
    expect(refuse('size', Number.NaN)).toBe('not_a_number');
    expect(refuse('tone', 'hot')).toBe('not_a_choice');
    expect(refuse('title', 'a\u0000b')).toBe('bad_text');
    expect(refuse('title', 'x'.repeat(2_001))).toBe('bad_text');
    expect(reasonOf(setProp(files, 0, '99.title', 'x'))).toEqual({ code: 'no_such_value' });
    expect(reasonOf(setProp(files, 1, '0.title', 'x'))).toEqual({ code: 'no_such_scene' });
  });
});
