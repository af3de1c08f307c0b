import type { ComponentType } from 'react';
import type { Draft } from '@/hooks/use-draft';
import { ChartStill, LampStill, MarketStill, RainStill, WaveStill } from './stills';

export interface Idea extends Draft {
  /** What kind of video it is. */
  title: string;
  Still: ComponentType;
}

/** Prompts to start from. The pictures show the kind of thing, not a video that exists. */
export const LAUNCH: Idea = {
  title: 'Launch something',
  prompt: 'A 20 second launch film for Halo, a lamp that dims itself. Dark, warm, few words, the name at the end',
  size: '16:9',
  Still: LampStill,
};
export const EXPLAIN: Idea = {
  title: 'Explain something',
  prompt:
    'Explain to ten-year-olds where rain comes from, in 40 seconds: sea, cloud, drops. Flat shapes, big friendly type',
  size: '9:16',
  Still: RainStill,
};
export const LISTEN: Idea = {
  title: 'Announce an episode',
  prompt: 'A 15 second audiogram card for episode 7, “Slow food, fast city”, with a moving waveform in green and gold',
  size: '1:1',
  Still: WaveStill,
};
export const INVITE: Idea = {
  title: 'Invite people',
  prompt:
    'A 10 second invitation to our record market on Saturday, 10 to 4. Huge type, red and yellow, a spinning record',
  size: '9:16',
  Still: MarketStill,
};
export const COUNT: Idea = {
  title: 'Show the numbers',
  prompt:
    'Our first half year in 30 seconds: readers per month 1,900, 2,400, 2,250, 3,200, 3,900, 5,200. Bars that grow, one big total',
  size: '16:9',
  Still: ChartStill,
};

export const IDEAS: readonly Idea[] = [LAUNCH, EXPLAIN, LISTEN, INVITE, COUNT];
