import { describe, expect, it } from 'vitest';
import { contextOf, elementName, momentOf } from '@/lib/pointing';
import { fromPage } from '@/lib/preview-protocol';
import { NO_PREVIEW, takeMessage } from '@/lib/preview-state';

const ELEMENT = { file: 'src/scenes/Sunrise.tsx', line: 12, column: 7, name: 'Heading', text: 'Slow Coast' };
const SHA = 'a'.repeat(40);
const page = (fields: object) => fromPage({ source: 'storydream-preview', v: 1, ...fields });

describe('what a page says was pointed at', () => {
  it('is taken as data, within what a message may hold', () => {
    const long = { ...ELEMENT, text: 'x'.repeat(900) };
    const told = page({ type: 'picked', frame: 120.4, scene: 'Sunrise', element: long });
    expect(told).toMatchObject({ frame: 120, scene: 'Sunrise', element: { file: ELEMENT.file, line: 12, column: 7 } });
    expect(told?.type === 'picked' && told.element.text).toHaveLength(500);
    const far = { ...ELEMENT, file: 'x'.repeat(600) };
    for (const element of [{}, { ...ELEMENT, line: 0 }, far, { ...ELEMENT, line: '1' }]) {
      expect(page({ type: 'picked', frame: 1, element })).toBeNull();
    }
  });

  it('counts only while somebody is pointing', () => {
    const picked = page({ type: 'picked', frame: 120, scene: 'Sunrise', element: ELEMENT });
    if (!picked) throw new Error('not read');
    expect(takeMessage(NO_PREVIEW, picked, 0).pointed).toBeNull();
    const state = takeMessage({ ...NO_PREVIEW, picking: true, sha: SHA }, picked, 0);
    expect(state).toMatchObject({ picking: false, pointed: { element: ELEMENT, frame: 120, sha: SHA } });
    expect(takeMessage({ ...NO_PREVIEW, picking: true }, { type: 'pick-left' }, 0).picking).toBe(false);
  });
});

describe('where a message is about', () => {
  it('is told in words', () => {
    expect(elementName(ELEMENT)).toBe('“Slow Coast”');
    const long = { ...ELEMENT, text: 'Leave before the city wakes up at all' };
    expect(elementName(long)).toBe('“Leave before the city wakes…”');
    expect(elementName({ file: 'src/A.tsx', line: 1, name: 'Picture' })).toBe('Picture');
    expect(elementName({ file: 'src/A.tsx', line: 1 })).toBe('A.tsx');
    expect([momentOf(127, 30), momentOf(1_830, 30)]).toEqual(['0:04', '1:01']);
  });

  it('names the version only where it is known', () => {
    expect(contextOf({ sha: '', frame: 3 })).toEqual({ frame: 3 });
    expect(contextOf({ sha: SHA, frame: 3, element: ELEMENT })).toEqual({ sha: SHA, frame: 3, element: ELEMENT });
  });
});
