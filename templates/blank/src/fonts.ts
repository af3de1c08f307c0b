import { cancelRender, continueRender, delayRender, staticFile } from 'remotion';

const FONTS = [
  { family: 'Instrument Serif', file: 'fonts/instrument-serif-latin-400-normal.woff2', weight: '400', style: 'normal' },
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
