import { dateLocale } from '@/texts';

const format = new Intl.NumberFormat(dateLocale, { maximumFractionDigits: 2, useGrouping: false });

/** "3.5", "0.97": as people say it, exact to a hundredth. */
export function secondsOf(frames: number, fps: number): string {
  return format.format(frames / fps);
}

/** The frames that a number of seconds is nearest to; null for what isn't a time. */
export function framesOf(seconds: string, fps: number): number | null {
  const value = Number(seconds.trim().replace(',', '.'));
  return seconds.trim() !== '' && Number.isFinite(value) && value > 0 ? Math.max(1, Math.round(value * fps)) : null;
}
