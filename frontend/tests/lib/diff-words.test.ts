import { describe, expect, it } from 'vitest';
import { sentence } from '@/lib/change-words';
import { describeDiff } from '@/lib/diff-words';
import { fileDiff, versionDiff } from './make-diff';

/** The sentences for one changed file. */
function told(before: string, after: string, path = 'src/MyVideo.tsx', fps: number | null = null): string[] {
  return describeDiff(versionDiff(fileDiff(path, before, after)), fps).map(sentence);
}

const VIDEO = `import { AbsoluteFill } from 'remotion';
import { Title } from './components/Title';

export const MyVideo = () => (
  <AbsoluteFill style={{ backgroundColor: '#1b1f4b' }}>
    <Background
      skyTop="#232a5c"
      sun="#ffe9c7"
    />
    <Title title="Hello" subtitle="Once more" color="#fff6e9" />
  </AbsoluteFill>
);`;

const ROOT = `import { Composition } from 'remotion';
import { MyVideo } from './MyVideo';

export const RemotionRoot = () => (
  <Composition id="MyVideo" component={MyVideo} durationInFrames={180} fps={30} width={1920} height={1080} />
);`;

const HEADINGS = `export const Card = () => (
  <div>
    <h1 style={{ fontSize: 80, color: 'red' }}>Hello</h1>
    <p>
      A long line
      that goes on
    </p>
  </div>
);`;

const change = (source: string, ...swaps: [from: string, to: string][]) =>
  swaps.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`not in the source: ${from}`);
    return text.replace(from, to);
  }, source);

describe('a text', () => {
  it('that is a property is called after it', () => {
    expect(told(VIDEO, change(VIDEO, ['Hello', 'Hi there']))).toEqual(['Title text: “Hello” → “Hi there”']);
    expect(told(VIDEO, change(VIDEO, ['Once more', 'Again']))).toEqual(['Subtitle text: “Once more” → “Again”']);
  });

  it('between tags is called after its element', () => {
    expect(told(HEADINGS, change(HEADINGS, ['>Hello<', '>Hi there<']))).toEqual(['Heading text: “Hello” → “Hi there”']);
    expect(told('<Caption>Hello</Caption>', '<Caption>Bye</Caption>')).toEqual(['Caption text: “Hello” → “Bye”']);
  });

  it('over several lines is one text', () => {
    expect(told(HEADINGS, change(HEADINGS, ['that goes on', 'that ends']))).toEqual([
      'Text: “A long line that goes on” → “A long line that ends”',
    ]);
  });

  it('in a list is called after the list', () => {
    const before = "const lines = ['One', 'Two', 'Three'];";
    expect(told(before, change(before, ['Two', 'Zwei']))).toEqual(['Lines text: “Two” → “Zwei”']);
  });

  it('may hold apostrophes, quotes and braces', () => {
    expect(told("const title = 'It\\'s here';", 'const title = "It\'s there";')).toEqual([
      "Title text: “It's here” → “It's there”",
    ]);
    expect(told("<h1>Don't stop</h1>", "<h1>Don't go</h1>")).toEqual(["Heading text: “Don't stop” → “Don't go”"]);
    expect(told('<p>Hello {name}, welcome</p>', '<p>Hello {name}, goodbye</p>')).toEqual([
      'Text: “, welcome” → “, goodbye”',
    ]);
  });

  it('that other quotes are put around is no change of text', () => {
    expect(told("const title = 'Hello';", 'const title = "Hello";')).toEqual(['MyVideo: 1 line changed']);
  });

  it('that came or went is told as such', () => {
    const without = change(VIDEO, [' subtitle="Once more"', '']);
    expect(told(without, VIDEO)).toEqual(['Subtitle text added: “Once more”']);
    expect(told(VIDEO, without)).toEqual(['Subtitle text removed: “Once more”']);
  });

  it('of both titles at once is two changes', () => {
    expect(told(VIDEO, change(VIDEO, ['Hello', 'A'], ['Once more', 'B']))).toEqual([
      'Title text: “Hello” → “A”',
      'Subtitle text: “Once more” → “B”',
    ]);
  });

  it('is found when the line was broken anew', () => {
    const broken = `    <Title
      title="Hi there"
      subtitle="Once more"
      color="#fff6e9"
    />`;
    const line = '    <Title title="Hello" subtitle="Once more" color="#fff6e9" />';
    expect(told(VIDEO, change(VIDEO, [line, broken]))).toEqual(['Title text: “Hello” → “Hi there”']);
  });
});

describe('a colour', () => {
  it.each([
    ['#1b1f4b', '#00aa44', 'Background colour #1b1f4b → #00aa44'],
    ['#fff6e9', 'rgb(10, 20, 30)', 'Title colour #fff6e9 → rgb(10, 20, 30)'],
    ['#232a5c', '#000', 'Sky top colour #232a5c → #000'],
  ])('%s → %s', (from, to, words) => expect(told(VIDEO, change(VIDEO, [from, to]))).toEqual([words]));

  it('may be a name where a colour is meant', () => {
    expect(told(HEADINGS, change(HEADINGS, ["'red'", "'navy'"]))).toEqual(['Heading colour red → navy']);
    expect(told("const mood = 'red';", "const mood = 'blue';")).toEqual(['Mood: “red” → “blue”']);
  });

  it('that changed in many places is told once', () => {
    const before = 'const a = "#ff0000";\nconst b = "#ff0000";\nconst c = "#ff0000";';
    expect(told(before, before.replaceAll('#ff0000', '#00aa44'))).toEqual(['Colour #ff0000 → #00aa44, in 3 places']);
  });

  it('is found in a style sheet', () => {
    expect(told('.a {\n  color: #fff;\n}', '.a {\n  color: #000;\n}', 'src/a.css')).toEqual(['Colour #fff → #000']);
  });
});

describe('a number', () => {
  it('is called after its property, in words', () => {
    expect(told(HEADINGS, change(HEADINGS, ['fontSize: 80', 'fontSize: 96']))).toEqual(['Heading font size 80 → 96']);
    expect(told('<Lamp glowWidth={2.5} />', '<Lamp glowWidth={-3} />')).toEqual(['Glow width 2.5 → -3']);
    expect(told("const a = { letterSpacing: '2px' };", "const a = { letterSpacing: '4px' };")).toEqual([
      'Letter spacing 2px → 4px',
    ]);
  });

  it('that is only a part of a calculation is told as such', () => {
    const before = 'const opacity = interpolate(frame, [0, 30], [0, 1]);';
    expect(told(before, change(before, ['30', '45']))).toEqual(['A number in opacity 30 → 45']);
    expect(told('<A scale={unit * 2} />', '<A scale={unit * 3} />')).toEqual(['A number in scale 2 → 3']);
  });

  it('without any name is told as a line', () => {
    expect(told('  spring(frame, 30);', '  spring(frame, 45);')).toEqual(['MyVideo: 1 line changed']);
  });

  it('of frames is told in seconds where they can be told', () => {
    const [before, after] = [
      '<Sequence from={30} durationInFrames={90}>',
      '<Sequence from={60} durationInFrames={120}>',
    ];
    expect(told(before, after, 'src/MyVideo.tsx', 30)).toEqual(['Scene start 1 s → 2 s', 'Scene length 3 s → 4 s']);
    expect(told(before, after)).toEqual(['Scene start 30 frames → 60 frames', 'Scene length 90 frames → 120 frames']);
  });

  it('isn’t mistaken for one that was taken away', () => {
    expect(told('const a = b -1;', 'const a = b -2;')).toEqual(['A number in a 1 → 2']);
  });
});

describe('the video’s settings', () => {
  const root = (...swaps: [string, string][]) => told(ROOT, change(ROOT, ...swaps), 'src/Root.tsx');

  it('are its length, size and frames a second', () => {
    expect(root(['durationInFrames={180}', 'durationInFrames={240}'])).toEqual(['Length 6 s → 8 s']);
    expect(root(['width={1920} height={1080}', 'width={1080} height={1920}'])).toEqual([
      'Size 1920 × 1080 → 1080 × 1920',
    ]);
    expect(root(['height={1080}', 'height={1920}'])).toEqual(['Size 1920 × 1080 → 1920 × 1920']);
    expect(root(['fps={30}', 'fps={60}'], ['={180}', '={360}'])).toEqual(['Frames a second 30 → 60']);
    expect(root(['={180}', '={195}'])).toEqual(['Length 6 s → 6.5 s']);
  });

  it('are found where each stands on a line of its own', () => {
    const before = '<Composition\n  id="A"\n  durationInFrames={180}\n  fps={30}\n  width={1920}\n  height={1080}\n/>';
    const after = before.replace('180', '240');
    expect(told(before, after, 'src/Root.tsx')).toEqual(['Length 6 s → 8 s']);
    const tail = 'durationInFrames={180}\n  fps={30}\n/>';
    expect(told(tail, tail.replace('180', '240'), 'src/Root.tsx')).toEqual(['Length 6 s → 8 s']);
  });

  it('are not guessed where there are several compositions', () => {
    const two = `${ROOT}\n<Composition id="B" durationInFrames={90} fps={30} width={1080} height={1080} />`;
    expect(told(two, two.replace('={180}', '={240}'), 'src/Root.tsx')).toEqual(['Length 6 s → 8 s']);
    expect(told(two, two.replace('width={1920}', 'width={1280}'), 'src/Root.tsx')).toEqual(['Width 1920 → 1280']);
  });
});

describe('a part of the video', () => {
  it('that came or went is named, without its imports', () => {
    const more = change(
      VIDEO,
      ['    <Title', '    <FilmGrain amount={3} />\n    <Title'],
      ['import { Title }', "import { FilmGrain } from './components/FilmGrain';\nimport { Title }"],
    );
    expect(told(VIDEO, more)).toEqual(['Film grain added']);
    expect(told(more, VIDEO)).toEqual(['Film grain removed']);
  });

  it('is not what only holds others', () => {
    const before = '<A>\n  <Title title="a" />\n</A>';
    const after = '<A>\n  <Sequence from={30}>\n    <Title title="a" />\n  </Sequence>\n</A>';
    expect(told(before, after)).toEqual(['MyVideo: 2 lines changed']);
  });
});

describe('a file', () => {
  const words = (...files: Parameters<typeof versionDiff>) => describeDiff(versionDiff(...files)).map(sentence);

  it.each([
    [{ path: 'src/Scene2.tsx', status: 'added' as const }, 'New file: Scene2'],
    [{ path: 'public/logo.png', status: 'added' as const, binary: true }, 'New image: logo.png'],
    [{ path: 'public/song.mp3', status: 'removed' as const, binary: true }, 'Removed sound: song.mp3'],
    [{ path: 'src/Scene2.tsx', status: 'removed' as const }, 'Removed file: Scene2'],
    [{ path: 'src/B.tsx', oldPath: 'src/A.tsx', status: 'renamed' as const }, 'Renamed: A → B'],
    [
      { path: 'public/x/a.png', oldPath: 'public/a.png', status: 'renamed' as const, binary: true },
      'Moved: public/a.png → public/x/a.png',
    ],
    [{ path: 'public/logo.png', status: 'changed' as const, binary: true }, 'Image replaced: logo.png'],
    [{ path: 'src/data.json', status: 'changed' as const, tooLarge: true }, 'data.json: changed, too much to show'],
  ])('%j', (file, expected) => expect(words(file)).toEqual([expected]));

  it('that was renamed and changed is told with its changes', () => {
    const renamed = fileDiff('src/Intro.tsx', VIDEO, change(VIDEO, ['Hello', 'Hi']), {
      status: 'renamed',
      oldPath: 'src/Scene1.tsx',
    });
    expect(words(renamed)).toEqual(['Renamed: Scene1 → Intro', 'Title text: “Hello” → “Hi”']);
  });

  it('is named with its folder where another has the same name', () => {
    expect(words({ path: 'src/a/Card.tsx', status: 'added' }, { path: 'src/b/Card.tsx', status: 'removed' })).toEqual([
      'New file: src/a/Card.tsx',
      'Removed file: src/b/Card.tsx',
    ]);
  });

  it('that a picture is read from is called an image', () => {
    expect(told("<Img src={staticFile('a.png')} />", "<Img src={staticFile('b.png')} />")).toEqual([
      'Image a.png → b.png',
    ]);
  });

  it('of packages tells the package', () => {
    const [before, after] = ['{\n  "three": "0.160.0"\n}', '{\n  "three": "0.161.0"\n}'];
    expect(told(before, after, 'package.json')).toEqual(['Package three 0.160.0 → 0.161.0']);
    expect(told(before, '{\n  "three": "0.160.0",\n  "zod": "4.1.0"\n}', 'package.json')).toEqual([
      'Package zod added: 4.1.0',
    ]);
    expect(told(before, after, 'package-lock.json')).toEqual(['package-lock.json: 1 line changed']);
  });
});

describe('what can’t be told in words', () => {
  it('is counted', () => {
    expect(told('const a = b(c);\nconst d = 1;', 'const a = c(b);\nconst e = 1;')).toEqual([
      'MyVideo: 2 lines changed',
    ]);
    expect(told('a();', 'a();\nb();\nc();')).toEqual(['MyVideo: 2 lines added']);
    expect(told('a();\nb();', 'a();')).toEqual(['MyVideo: 1 line removed']);
  });

  it('is counted beside what can', () => {
    const after = change(VIDEO, ['Hello', 'Hi'], ['() => (', '(props: Props) => (']);
    expect(told(VIDEO, after)).toEqual(['Title text: “Hello” → “Hi”', 'MyVideo: 1 more line changed']);
  });

  it('never takes an import for a text', () => {
    expect(told("import { A } from './A';", "import { A } from './B';")).toEqual(['MyVideo: 1 line changed']);
  });

  it('is not a ternary’s branch taken for a property', () => {
    expect(told("const a = b ? c : 'One';", "const a = b ? c : 'Two';")).toEqual(['A: “One” → “Two”']);
  });

  it('may be more than can be compared, and is counted then', () => {
    const long = (word: string) =>
      Array.from({ length: 900 }, (_, index) => `${word}${index}(${index * 7});`).join('\n');
    expect(told(long('a'), long('b'))).toEqual(['MyVideo: 900 lines changed']);
  });
});

describe('a whole version', () => {
  it('tells the most telling first', () => {
    const diff = versionDiff(
      { path: 'src/Scene2.tsx', status: 'added' },
      fileDiff('src/MyVideo.tsx', VIDEO, change(VIDEO, ['#1b1f4b', '#000000'], ['Hello', 'Hi'])),
      fileDiff('src/Root.tsx', ROOT, change(ROOT, ['={180}', '={240}'])),
    );
    expect(describeDiff(diff).map(sentence)).toEqual([
      'Length 6 s → 8 s',
      'New file: Scene2',
      'Title text: “Hello” → “Hi”',
      'Background colour #1b1f4b → #000000',
    ]);
  });

  it('with nothing in it says nothing', () => expect(describeDiff(versionDiff())).toEqual([]));
});
