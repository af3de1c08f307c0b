// Where the browser has Trusted Types, strings become neither markup nor scripts (Content-Security-Policy:
// require-trusted-types-for). This is the one exception for code that isn't ours: our own scripts and those of Google's
// sign-in by their address, and text without markup, as a <style> is filled with.
(() => {
  if (!window.trustedTypes) return;
  const scripts = [`${location.origin}/`, 'https://apis.google.com/'];
  window.trustedTypes.createPolicy('default', {
    createScriptURL: (url) => {
      if (scripts.some((from) => new URL(url, location.href).href.startsWith(from))) return url;
      throw new TypeError(`No script from ${url}`);
    },
    createHTML: (text) => {
      if (!/[<&]/.test(text)) return text;
      throw new TypeError('No markup from a string');
    },
  });
})();
