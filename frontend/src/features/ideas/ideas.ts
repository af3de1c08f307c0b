import type { Draft } from '@/hooks/use-draft';
import { SIZES } from '@/lib/video';
import { textsOf } from '@/texts';

export interface Idea extends Draft {
  /** What kind of video it is. */
  title: string;
  /** The template that the film shows and the video begins as. */
  templateId: string;
}

const t = textsOf('landing');

/** Prompts to start from, each with a film of the template that it begins as (`public/examples/{templateId}.mp4`). */
export const LAUNCH: Idea = {
  title: t('launch'),
  prompt: t('launchPrompt'),
  size: '16:9',
  templateId: 'product-launch',
};
export const LIST: Idea = { title: t('list'), prompt: t('listPrompt'), size: '9:16', templateId: 'social-hook' };
export const LISTEN: Idea = { title: t('listen'), prompt: t('listenPrompt'), size: '1:1', templateId: 'captions' };
export const INVITE: Idea = {
  title: t('invite'),
  prompt: t('invitePrompt'),
  size: '16:9',
  templateId: 'event-countdown',
};
export const COUNT: Idea = { title: t('count'), prompt: t('countPrompt'), size: '16:9', templateId: 'data-chart' };

export const IDEAS: readonly Idea[] = [LAUNCH, LIST, LISTEN, INVITE, COUNT];

/** Width by height. */
export function ratioOf({ size }: Pick<Draft, 'size'>): number {
  const choice = SIZES.find(({ value }) => value === size);
  return choice ? choice.width / choice.height : 16 / 9;
}

export function posterOf({ templateId }: Idea): string {
  return `/examples/${templateId}.jpg`;
}

export function filmOf({ templateId }: Idea): string {
  return `/examples/${templateId}.mp4`;
}
