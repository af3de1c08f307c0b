import { dateLocale, textsOf } from '@/texts';

const t = textsOf('common');
const MINUTE = 60_000;

/** How long ago, in words that fit a line of meta: "just now", "5 min ago", "today", "yesterday", "9 Nov", "9 Nov 2024". */
export function whenName(iso: string, now: Date = new Date()): string {
  const then = new Date(iso);
  const minutes = Math.floor((now.getTime() - then.getTime()) / MINUTE);
  if (minutes < 1) return t('justNow');
  if (minutes < 60) return t('minutesAgo', { count: minutes });
  const days = Math.round((startOfDay(now) - startOfDay(then)) / (24 * 60 * MINUTE));
  if (days === 0) return t('today');
  if (days === 1) return t('yesterday');
  return dateName(then, now);
}

/** "9 Nov", with the year when it isn't this one. */
export function dateName(date: Date, now: Date = new Date()): string {
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const };
  return new Intl.DateTimeFormat(dateLocale, { day: 'numeric', month: 'short', ...year }).format(date);
}

/** Whole days until `days` after `iso`, at least 0. */
export function daysLeft(iso: string, days: number, now: Date = new Date()): number {
  const end = new Date(iso).getTime() + days * 24 * 60 * MINUTE;
  return Math.max(0, Math.ceil((end - now.getTime()) / (24 * 60 * MINUTE)));
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
