// Runs before the first paint, so that nobody sees the wrong theme flash. A file of its own because the
// Content-Security-Policy allows no inline script. Same key and rule as src/hooks/use-theme.ts.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem('storydream.theme');
  } catch {
    // Storage is blocked: the default theme it is.
  }
  const light = choice === 'light' || (choice === 'system' && matchMedia('(prefers-color-scheme: light)').matches);
  document.documentElement.dataset.theme = light ? 'light' : 'dark';
  document.querySelector('meta[name=theme-color]')?.setAttribute('content', light ? '#f6f6f6' : '#101010');
})();
