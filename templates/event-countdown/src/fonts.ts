import { cancelRender, continueRender, delayRender, staticFile } from 'remotion';

const FONTS = [
  { family: 'Archivo', file: 'fonts/archivo-latin-wdth-normal.woff2', weight: '100 900', style: 'normal', stretch: '62% 125%' },
];

// Loaded before the first frame is drawn. Where there is no browser, only the structure is looked at.
if (typeof document !== 'undefined') {
  for (const { family, file, weight, style, stretch } of FONTS) {
    const handle = delayRender(`Loading the font ${family}`);
    const face = new FontFace(family, `url('${staticFile(file)}') format('woff2')`, { weight, style, stretch });
    document.fonts.add(face);
    face.load().then(() => continueRender(handle), cancelRender);
  }
}
