const KEY = 'storydream.tour';

/** Has this browser's person seen the tour, or skipped it? */
export function tourSeen(): boolean {
  try {
    return localStorage.getItem(KEY) === 'seen';
  } catch {
    return true; // storage is blocked: better never than every time
  }
}

export function keepTourSeen(): void {
  try {
    localStorage.setItem(KEY, 'seen');
  } catch {
    // see tourSeen
  }
}
