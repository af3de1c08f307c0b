import type { SceneProp } from '@/lib/scenes';

/** "Far hills" of `farHills`, "Labels 2" of `labels.1`, "Background color" of `style.backgroundColor`. */
export function propName({ name }: Pick<SceneProp, 'name'>): string {
  const words = name
    .split('.')
    .filter((part) => part !== 'style')
    .map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part.replace(/(?<=[\p{Ll}\d])(?=\p{Lu})/gu, ' ')))
    .join(' ')
    .replaceAll('_', ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
