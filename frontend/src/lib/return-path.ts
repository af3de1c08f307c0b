/** Where to sign in, so that one comes back to `path` afterwards. */
export function signInPath(path: string): string {
  return `/sign-in?next=${encodeURIComponent(path)}`;
}

/** The page to go on to after signing in: a path of this site only, else the projects. */
export function returnPath(next: string | null): string {
  if (!next?.startsWith('/')) return '/projects';
  try {
    // The parser decides what stays on this site: //host, /\host and friends don't.
    const url = new URL(next, 'https://this.invalid');
    if (url.origin !== 'https://this.invalid' || url.pathname === '/sign-in') return '/projects';
    return url.pathname + url.search + url.hash;
  } catch {
    return '/projects';
  }
}
