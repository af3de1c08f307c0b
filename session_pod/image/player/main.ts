// A version as a page of its own: the preview's stage without Vite's channel. The edge serves it into a sandboxed frame.
import '../preview/preview.css';

// Where `staticFile()` leads: the edge has the version's public files beside this page.
(window as unknown as { remotion_staticBase: string }).remotion_staticBase = new URL('public', document.baseURI).pathname;

void import('../preview/main.tsx');
