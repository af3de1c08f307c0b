// Builds the version of the project that lies in STORYDREAM_PROJECT_DIR into its `.player` folder, as a page that plays
// it anywhere. Run in the sandbox by the runner; nothing of the project's is executed, its code is only translated.
import react from '@vitejs/plugin-react';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, createLogger } from 'vite';

const image = path.dirname(import.meta.dirname);
const project = /** @type {string} */ (process.env['STORYDREAM_PROJECT_DIR']);
const outDir = path.join(project, '.player');
const logger = createLogger('silent');

process.env['NODE_ENV'] = 'production'; // the sandbox's is for checks
try {
  const built = await build({
    root: image,
    base: './',
    configFile: false,
    envDir: false,
    publicDir: false,
    mode: 'production',
    customLogger: logger,
    plugins: [
      { name: 'storydream', enforce: 'pre', resolveId: (id) => (id === 'virtual:storydream/project' ? path.join(project, 'src/index.ts') : null) },
      react(),
    ],
    css: { postcss: { plugins: [] } },
    resolve: { dedupe: ['react', 'react-dom', 'remotion', 'three'] },
    build: {
      outDir,
      emptyOutDir: true,
      cssCodeSplit: false,
      modulePreload: false,
      reportCompressedSize: false,
      assetsInlineLimit: 4096,
      rolldownOptions: {
        input: path.join(image, 'player/main.ts'),
        output: {
          entryFileNames: 'main.js',
          chunkFileNames: 'chunk-[hash].js',
          assetFileNames: 'asset-[hash][extname]',
          // Of versions that import the same from packages this is the same file, which is kept once.
          codeSplitting: { groups: [{ name: 'packages', test: /\/node_modules\// }] },
        },
      },
    },
  });
  const files = [built].flat().flatMap((one) => ('output' in one ? one.output : [])).map(({ fileName }) => fileName);
  writeFileSync(path.join(outDir, 'player.json'), JSON.stringify({ files, styles: files.filter((name) => name.endsWith('.css')) }));
} catch (error) {
  // The sandbox's folder names mean nothing to a person.
  const message = /** @type {Error} */ (error).message.replaceAll(`${project}/`, '').replace(/\u001b\[[0-9;]*m/g, '');
  console.error(message.slice(0, 2000));
  process.exit(1);
}
