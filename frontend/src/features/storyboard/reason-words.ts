import type { Refusal } from '@/hooks/use-edits';
import type { Reason } from '@/lib/scenes';
import type { Texts } from '@/texts';

type T = Texts<'storyboard'>;

/** Why code can't be edited so, in a sentence. */
export function reasonWords(t: T, { code, file = '', line = 1, scene = '', frames = 0 }: Reason): string {
  return t(`reason_${code}`, { file, line, scene: scene || t('editTitle'), frames });
}

export function refusalWords(t: T, refusal: Refusal): string {
  if (refusal.why === 'code') return reasonWords(t, refusal.reason);
  return refusal.why === 'failed' ? refusal.message : t(`refused_${refusal.why}`);
}
