/** What kind of thing a file is, by its ending: "image", "sound", …; "file" when it is none of those. */
export function fileKind(path: string): string {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return KINDS.find(([, endings]) => endings.includes(ending))?.[0] ?? 'file';
}

const KINDS: [kind: string, endings: string[]][] = [
  ['image', ['png', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'svg']],
  ['sound', ['mp3', 'wav', 'ogg', 'm4a', 'aac', 'flac']],
  ['clip', ['mp4', 'webm', 'mov']],
  ['font', ['ttf', 'otf', 'woff', 'woff2']],
  ['3D model', ['glb', 'gltf', 'obj']],
];

/** A file as a person calls it: "MyVideo" for src/MyVideo.tsx, "logo.png" for public/logo.png. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[jt]sx?$/, '');
}

const WORDS: Record<string, string> = {
  color: 'colour',
  backgroundColor: 'background colour',
  background: 'background colour',
  bg: 'background colour',
  fill: 'fill colour',
  stroke: 'line colour',
  fontFamily: 'font',
  fontWeight: 'weight',
  textAlign: 'alignment',
  durationInFrames: 'length',
  duration: 'length',
  from: 'start',
  startFrom: 'start',
  fps: 'frames a second',
  src: 'source',
  className: 'style',
  children: 'text',
  x: 'place across',
  y: 'place down',
};

/** Names that say little without the thing that they belong to. */
const NEEDS_ELEMENT = new Set(
  [
    'color backgroundColor background bg fill stroke text label children title fontSize size width height',
    'opacity x y delay from startFrom durationInFrames duration speed scale src',
  ]
    .join(' ')
    .split(' '),
);

/** Elements that are frames for others: no part of the video by themselves. */
const FRAMES = new Set([
  'AbsoluteFill',
  'Sequence',
  'Series',
  'Loop',
  'Fragment',
  'Composition',
  'Freeze',
  'Folder',
  'Still',
]);
const HEADING = /^h[1-6]$/;

/** Is this element a part of the video that a person would know: "Title", "Lamp", but not "div" or "Sequence"? */
export function isPart(element: string | null): element is string {
  return element !== null && /^\p{Lu}/u.test(element) && !FRAMES.has(element.split('.')[0] ?? '');
}

/** "skyTop" → "sky top"; a few names have words of their own. */
export function propertyWords(name: string): string {
  return WORDS[name] ?? inWords(name).replace(/\bcolor\b/g, 'colour');
}

/** "FarHills" → "far hills"; "--main-colour" → "main colour". */
export function inWords(name: string): string {
  return name
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
    .replace(/[._:-]+/g, ' ')
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .toLowerCase();
}

export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const TEXTS =
  /^(title|subtitle|heading|headline|caption|label|text|message|tagline|name|description|quote|line|lines|body|copy|words)$/;

/** What a text is called: "Title text", "Heading text", "Text". `name` is its property, null for text between tags. */
export function textLabel(name: string | null, element: string | null): string {
  if (name === null) {
    if (isPart(element)) return `${capital(inWords(element))} text`;
    return HEADING.test(element ?? '') ? 'Heading text' : 'Text';
  }
  const words = withElement(name, element);
  return TEXTS.test(name) && !words.endsWith('text') ? `${capital(words)} text` : capital(words);
}

export function colourLabel(name: string | null, element: string | null): string {
  if (name === null) return 'Colour';
  const words = withElement(name, element);
  return capital(words.endsWith('colour') ? words : `${words} colour`);
}

export function valueLabel(name: string, element: string | null): string {
  return capital(withElement(name, element));
}

function withElement(name: string, element: string | null): string {
  const words = propertyWords(name);
  if (!NEEDS_ELEMENT.has(name)) return words;
  const owner = HEADING.test(element ?? '')
    ? 'heading'
    : isPart(element)
      ? inWords(element)
      : element === 'Sequence'
        ? 'scene'
        : '';
  return owner && !words.includes(owner) ? `${owner} ${words}` : words;
}
