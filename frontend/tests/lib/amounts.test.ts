import { describe, expect, it } from 'vitest';
import { amountOf, lasting, money, resetName, roughly, share, usedOf } from '@/lib/amounts';

describe('amounts', () => {
  it('are told as they are glanced at', () => {
    const glanced = [820, 1_040, 3_210, 45_600, 999_600, 1_440_000].map(roughly);
    expect(glanced).toEqual(['820', '1k', '3.2k', '46k', '1M', '1.4M']);
    expect([4_000, 125_000, 3_600_000, 3_780_000].map(lasting)).toEqual(['4 s', '2 min 5 s', '1 h', '1 h 3 min']);
  });

  it('keep what says something of small sums', () => {
    const sums = [0, 40, 400, 9_900, 42_000, 1_200_000].map(money);
    expect(sums).toEqual(['$0.00', 'under $0.0001', '$0.0004', '$0.0099', '$0.04', '$1.20']);
  });

  it('have the unit of their limit', () => {
    expect(amountOf(1, 'steps')).toBe('1 step');
    expect(amountOf(600, 'seconds')).toBe('10 min');
    expect(amountOf(200_000, 'tokens')).toBe('200k tokens');
    expect(amountOf(2_000_000, 'micros')).toBe('$2.00');
    expect(usedOf({ used: 510_000, of: 500_000, unit: 'tokens' })).toBe('510k of 500k tokens');
    expect([share(3, 4), share(9, 4), share(0, 0)]).toEqual([0.75, 1, 1]);
  });

  it('begin anew at a moment that people know', () => {
    const now = new Date(2026, 10, 26, 9, 0);
    expect(resetName(new Date(2026, 10, 26, 14, 0).toISOString(), now)).toBe('today at 14:00');
    expect(resetName(new Date(2026, 10, 27, 0, 0).toISOString(), now)).toBe('tomorrow at 00:00');
    expect(resetName(new Date(2026, 11, 1, 0, 0).toISOString(), now)).toBe('on 1 Dec');
  });
});
