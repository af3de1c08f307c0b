/** What texts there are; the two with an X are pseudo-locales: longer and accented, and right to left. */
const LOCALES = ['en', 'en-XA', 'ar-XB'] as const;
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);

export type Locale = (typeof LOCALES)[number];

/** The locale wished for if there are texts in it, else the first of the browser's languages that has some, else English. */
export function localeOf(languages: readonly string[], wish: string | null): Locale {
  const wished = LOCALES.find((locale) => locale === wish);
  if (wished) return wished;
  const spoken = LOCALES.filter((locale) => !isPseudo(locale));
  for (const language of languages) {
    const found = spoken.find((locale) => locale === language.split('-')[0]);
    if (found) return found;
  }
  return 'en';
}

export function isPseudo(locale: Locale): boolean {
  return locale.includes('-X');
}

export function directionOf(locale: Locale): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(locale.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}
