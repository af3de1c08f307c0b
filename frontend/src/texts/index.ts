import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { en } from './en';
import { first } from './en/first';
import { directionOf, isPseudo, localeOf } from './locale';
import { pseudo } from './pseudo';

/** The language of this page's life; another one is chosen by loading the page again. */
export const locale = localeOf(navigator.languages, readWish());

i18next
  .use(initReactI18next)
  .use(pseudo)
  .init({
    lng: locale,
    fallbackLng: 'en',
    resources: { en: first },
    ns: Object.keys(first),
    defaultNS: 'common',
    postProcess: isPseudo(locale) ? [pseudo.name] : [],
    interpolation: { escapeValue: false }, // React escapes
    initAsync: false,
  })
  .catch((error: unknown) => console.error(error));

/** Tell the page its language and direction, for screen readers and the layout. */
export function announceLocale(root: HTMLElement): void {
  root.lang = locale;
  root.dir = directionOf(locale);
}

type Name = keyof typeof en;
type Plain<Key> = Key extends `${infer Stem}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}` ? Stem : Key;

/** `count` chooses the plural (`key_one`, `key_other`); the other values fill `{{name}}`. */
export type Texts<Feature extends Name> = (
  key: Plain<keyof (typeof en)[Feature] & string>,
  values?: Record<string, string | number>,
) => string;

/** How dates and numbers are written: English ones with the day first, as the texts are. */
export const dateLocale = locale === 'en' || isPseudo(locale) ? 'en-GB' : locale;

/** The texts of one feature: `const { t } = useTexts('chat'); t('send')`. */
export function useTexts<Feature extends Name>(feature: Feature): { t: Texts<Feature> } {
  return useTranslation<Name>(feature) as unknown as { t: Texts<Feature> };
}

/** The same outside of components: `textsOf('chat')('send')`. */
export function textsOf<Feature extends Name>(feature: Feature): Texts<Feature> {
  return i18next.getFixedT(locale, feature) as unknown as Texts<Feature>;
}

function readWish(): string | null {
  try {
    return new URLSearchParams(location.search).get('locale') ?? localStorage.getItem('storydream.locale');
  } catch {
    return null; // storage is blocked
  }
}
