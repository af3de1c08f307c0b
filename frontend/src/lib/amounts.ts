import type { TurnLimit } from '@/api/types.generated';
import { dateLocale, textsOf } from '@/texts';
import { dateName } from './when';

const t = textsOf('common');

/** "820", "3.2k", "1.4M": tokens, as they are glanced at. */
export function roughly(count: number): string {
  if (count < 1_000) return String(count);
  const [value, unit] = count < 999_500 ? [count / 1_000, 'k'] : [count / 1_000_000, 'M'];
  return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)}${unit}`;
}

/** "12,400" */
export function exactly(count: number): string {
  return new Intl.NumberFormat(dateLocale).format(count);
}

/** "$1.20"; what is less than a cent keeps the digits that say something. */
export function money(micros: number): string {
  const dollars = micros / 1_000_000;
  if (dollars > 0 && dollars < 0.0001) return t('under', { amount: '$0.0001' });
  return `$${dollars > 0 && dollars < 0.01 ? Number(dollars.toFixed(4)) : dollars.toFixed(2)}`;
}

/** "4 s", "2 min 5 s", "1 h 3 min" */
export function lasting(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return t('seconds', { count: seconds });
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (minutes < 60) return rest ? t('minutesSeconds', { minutes, seconds: rest }) : t('minutes', { count: minutes });
  const [hours, left] = [Math.floor(minutes / 60), minutes % 60];
  return left ? t('hoursMinutes', { hours, minutes: left }) : t('hours', { count: hours });
}

/** An amount of what a limit counts: "30 steps", "10 min", "$2.00". */
export function amountOf(count: number, unit: TurnLimit['unit']): string {
  switch (unit) {
    case 'steps':
      return t('steps', { count, steps: exactly(count) });
    case 'seconds':
      return lasting(count * 1_000);
    case 'tokens':
      return t('tokens', { count, tokens: roughly(count) });
    case 'micros':
      return money(count);
  }
}

/** How much of a limit is used: "40 of 40 steps", "$1.20 of $5.00". */
export function usedOf({ used, of, unit }: Pick<TurnLimit, 'used' | 'of' | 'unit'>): string {
  const first = unit === 'steps' ? exactly(used) : unit === 'tokens' ? roughly(used) : amountOf(used, unit);
  return t('usedOf', { used: first, limit: amountOf(of, unit) });
}

/** "today at 14:00", "tomorrow at 00:00", "on 1 Dec": when a budget begins anew. */
export function resetName(iso: string, now: Date = new Date()): string {
  const then = new Date(iso);
  const clock = new Intl.DateTimeFormat(dateLocale, { hour: '2-digit', minute: '2-digit' }).format(then);
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  if (then.toDateString() === now.toDateString()) return t('todayAt', { clock });
  if (then.toDateString() === tomorrow.toDateString()) return t('tomorrowAt', { clock });
  return t('onDate', { date: dateName(then, now) });
}

/** The part of `of` that is used, 0 to 1. */
export function share(used: number, of: number): number {
  return of > 0 ? Math.min(1, Math.max(0, used / of)) : 1;
}
