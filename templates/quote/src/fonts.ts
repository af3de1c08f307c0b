import { cancelRender, continueRender, delayRender, staticFile } from 'remotion';

const FONTS = [
  { family: 'Fraunces', file: 'fonts/fraunces-latin-wght-normal.woff2', weight: '100 900', style: 'normal' },
  { family: 'Fraunces', file: 'fonts/fraunces-latin-wght-italic.woff2', weight: '100 900', style: 'italic' },
  { family: 'Manrope', file: 'fonts/manrope-latin-wght-normal.woff2', weight: '200 800', style: 'normal' },
];

// Loaded before the first frame is drawn. Where there is no browser, only the structure is looked at.
if (typeof document !== 'undefined') {
  for (const { family, file, weight, style } of FONTS) {
    const handle = delayRender(`Loading the font ${family}`);
    const face = new FontFace(family, `url('${staticFile(file)}') format('woff2')`, { weight, style });
    document.fonts.add(face);
    face.load().then(() => continueRender(handle), cancelRender);
  }
}
