// The packages a video may import; bundled once when the image is built (`npm run prebundle`), so that no pod waits for it.
const TRANSITIONS = [
  'fade', 'slide', 'wipe', 'flip', 'clock-wipe', 'iris', 'none', 'dissolve', 'ripple', 'swap', 'cross-zoom', 'push-cut',
];

export const PREBUNDLED: readonly string[] = [
  'react',
  'react/jsx-runtime',
  'react/jsx-dev-runtime',
  'react-dom',
  'react-dom/client',
  'remotion',
  '@remotion/player',
  '@remotion/shapes',
  '@remotion/media',
  '@remotion/three',
  '@remotion/transitions',
  ...TRANSITIONS.map((name) => `@remotion/transitions/${name}`),
  'three',
  '@react-three/fiber',
  '@remotion/studio/renderEntry',
];
