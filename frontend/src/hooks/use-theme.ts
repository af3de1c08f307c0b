import { useCallback, useSyncExternalStore } from 'react';

export type ThemeChoice = 'dark' | 'light' | 'system';

const KEY = 'storydream.theme'; // public/theme.js reads it before the first paint
const listeners = new Set<() => void>();

function readChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'system' ? stored : 'dark';
  } catch {
    return 'dark'; // storage is blocked: the choice lasts as long as the page
  }
}

let choice = readChoice();
const prefersLight = () => window.matchMedia('(prefers-color-scheme: light)');

function paint() {
  const light = choice === 'light' || (choice === 'system' && prefersLight().matches);
  document.documentElement.dataset['theme'] = light ? 'light' : 'dark';
  document.querySelector('meta[name=theme-color]')?.setAttribute('content', light ? '#f6f6f6' : '#101010');
}

function subscribe(changed: () => void): () => void {
  const media = prefersLight();
  listeners.add(changed);
  media.addEventListener('change', paint);
  return () => {
    listeners.delete(changed);
    media.removeEventListener('change', paint);
  };
}

/** The theme this browser was told to use, and the way to change it. */
export function useTheme(): { choice: ThemeChoice; choose: (next: ThemeChoice) => void } {
  const current = useSyncExternalStore(subscribe, () => choice);
  const choose = useCallback((next: ThemeChoice) => {
    choice = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // storage is blocked: see readChoice
    }
    paint();
    for (const listener of listeners) listener();
  }, []);
  return { choice: current, choose };
}
