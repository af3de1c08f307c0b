import type { PostProcessorModule } from 'i18next';

const ACCENTED: Record<string, string> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ö',
  u: 'ü',
  n: 'ñ',
  c: 'ç',
  s: 'š',
  A: 'Á',
  E: 'É',
  O: 'Ö',
  U: 'Ü',
};

/** Accented and a third longer, as translations are, inside marks: what stands without marks isn't in the catalogue. */
export function pseudoText(text: string): string {
  const accented = [...text].map((letter) => ACCENTED[letter] ?? letter).join('');
  return `⟦${accented}${'·'.repeat(Math.ceil(text.length / 3))}⟧`;
}

export const pseudo: PostProcessorModule = {
  type: 'postProcessor',
  name: 'pseudo',
  process: pseudoText,
};
