import { describe, expect, it } from 'vitest';
import { textsOf } from '@/texts';
import { en } from '@/texts/en';
import { directionOf, localeOf } from '@/texts/locale';
import { pseudoText } from '@/texts/pseudo';

describe('the catalogue', () => {
  it('gives the text of a key', () => {
    expect(textsOf('common')('undo')).toBe('Undo');
  });

  it('has no empty text, none twice nested, and both plurals of each', () => {
    for (const [feature, texts] of Object.entries(en)) {
      for (const [key, text] of Object.entries(texts as Record<string, unknown>)) {
        expect(typeof text, `${feature}.${key}`).toBe('string');
        expect(String(text).trim(), `${feature}.${key}`).not.toBe('');
        if (key.endsWith('_one')) expect(texts, feature).toHaveProperty(key.replace(/_one$/, '_other'));
      }
    }
  });

  it('takes the language wished for, then the browser’s, then English', () => {
    expect(localeOf(['de-AT', 'en-GB'], null)).toBe('en');
    expect(localeOf(['xx'], null)).toBe('en');
    expect(localeOf(['en'], 'ar-XB')).toBe('ar-XB');
    expect(localeOf(['ar-XB'], 'nonsense')).toBe('en');
    expect([directionOf('en'), directionOf('ar-XB')]).toEqual(['ltr', 'rtl']);
  });

  it('makes pseudo texts longer and marks them', () => {
    expect(pseudoText('Send')).toBe('⟦Séñd··⟧');
  });
});
