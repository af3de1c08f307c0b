import { describe, expect, it } from 'vitest';
import { parseFrame } from '@/lib/events';
import { startLive, takeFrame } from '@/lib/live-session';
import { mainScenes, type Scene, type ShownText, type Sound, sceneIndexAt } from '@/lib/timeline';
import { edgesOf, joinTexts, moved, packRows, placeAt, snap, ticksOf, trimmed } from '@/lib/timeline-layout';
import { barsOf, barsPath, peaksOf } from '@/lib/waveform';

const COMPOSITION = { id: 'Main', width: 1920, height: 1080, fps: 30, durationInFrames: 180 };

function scene(name: string, from: number, durationInFrames: number, more: Partial<Scene> = {}): Scene {
  return { name, from, durationInFrames, file: null, line: null, source: null, layer: false, locked: false, ...more };
}

function text(words: string, from: number, durationInFrames: number, inScene = 'One'): ShownText {
  return { text: words, from, durationInFrames, scene: inScene, file: null, line: null };
}

const THREE = [scene('One', 0, 60), scene('Two', 50, 70), scene('Three', 120, 60)];
const names = (scenes: readonly Scene[]) => scenes.map(({ name, from }) => `${name} ${from}`);

describe('the timeline as the pod tells it', () => {
  const told = (fields: object) =>
    parseFrame(JSON.stringify({ v: 1, type: 'timeline', ts: '2026-01-01T00:00:00Z', seq: 1, ...fields }))?.event;

  it('is read part by part: what can’t be read is left out', () => {
    const event = told({
      sha: 'a',
      composition: COMPOSITION,
      scenes: [
        { name: 'Sunrise', from: 0, durationInFrames: 60, file: 'src/MyVideo.tsx', line: 4, locked: true },
        { name: 'Sky', from: 0, durationInFrames: 180, layer: true },
        { name: 7, from: 0, durationInFrames: 60 },
      ],
      texts: [{ text: 'Hello', from: 3, durationInFrames: 20 }, { from: 3 }],
      audio: [
        { name: 'Waves', src: 'uploads/w.mp3', kind: 'sound', from: 0, durationInFrames: 30, peaks: [0.5, 7, 'x'] },
        { name: 'Odd', src: 'x.mp3', kind: 'noise', from: 0, durationInFrames: 30 },
      ],
    });
    expect(event).toMatchObject({ type: 'timeline', timeline: { sha: 'a', clip: { fps: 30, durationInFrames: 180 } } });
    const timeline = event?.type === 'timeline' ? event.timeline : null;
    expect(timeline && mainScenes(timeline).map(({ name, locked }) => [name, locked])).toEqual([['Sunrise', true]]);
    expect(timeline?.texts.map(({ text: words }) => words)).toEqual(['Hello']);
    expect(timeline?.sounds).toMatchObject([
      { name: 'Waves', peaks: [0.5, 1, 0], playbackRate: 1, trimBefore: 0, loop: false, volume: null },
    ]);
  });

  it('is none without a version or a length', () => {
    expect(told({ composition: COMPOSITION, scenes: [] })).toBeNull();
    expect(told({ sha: 'a', composition: { ...COMPOSITION, durationInFrames: 0 } })).toBeNull();
  });

  it('stays while a newer version is broken, also for who comes later', () => {
    const at = (seq: number, fields: object) =>
      parseFrame(JSON.stringify({ v: 1, ts: '2026-01-01T00:00:00Z', seq, ...fields }));
    const frames = [
      at(1, { type: 'timeline', sha: 'a', composition: COMPOSITION }),
      at(2, { type: 'preview.state', state: 'error', sha: 'b', error: { message: 'boom' } }),
    ];
    const live = frames.reduce((before, frame) => (frame ? takeFrame(before, frame, 0) : before), startLive('s'));
    expect(live.timeline?.sha).toBe('a');
    const snapshot = at(9, { type: 'snapshot', sessionId: 's', timeline: { sha: 'c', composition: COMPOSITION } });
    expect(snapshot && takeFrame(live, snapshot, 0).timeline?.sha).toBe('c');
  });
});

describe('the tracks', () => {
  it('mark whole seconds where there is room for them, frames where there is more', () => {
    expect(ticksOf(180, 30, 5).map(({ label }) => label)).toEqual(['0:00', '0:01', '0:02', '0:03', '0:04', '0:05']);
    expect(ticksOf(180, 30, 0.5).map(({ frame }) => frame)).toEqual([0, 150]);
    expect(ticksOf(30, 30, 14).map(({ label }) => label)).toEqual([
      '0:00',
      '0:00.05',
      '0:00.10',
      '0:00.15',
      '0:00.20',
      '0:00.25',
    ]);
  });

  it('draw the pointer to what is near, and leave it where nothing is', () => {
    expect(snap(57.4, edgesOf(THREE), 4)).toBe(60);
    expect(snap(56.4, edgesOf(THREE), 3)).toBe(56);
    expect(snap(52, [50, 53], 5)).toBe(53);
    expect(snap(10.6, [], 5)).toBe(11);
  });

  it('show texts that are read together as one, and put the rest into rows', () => {
    const joined = joinTexts([text('06:10', 10, 80), text('Leave early', 20, 70), text('Day 1', 95, 30, 'Two')]);
    expect(joined.map((one) => [one.text, one.from, one.durationInFrames])).toEqual([
      ['06:10, Leave early', 10, 80],
      ['Day 1', 95, 30],
    ]);
    const rows = packRows([text('a', 0, 50), text('b', 40, 20), text('c', 60, 10), text('d', 45, 5)], 2);
    expect(rows.map((row) => row.map((one) => one.text))).toEqual([
      ['a', 'c'],
      ['b', 'd'],
    ]);
  });

  it('know which scene plays: the later one in a cross-fade', () => {
    expect(sceneIndexAt(THREE, 49)).toBe(0);
    expect(sceneIndexAt(THREE, 55)).toBe(1);
    expect(sceneIndexAt(THREE, 180)).toBe(-1);
  });

  it('let what follows move when a scene gets longer', () => {
    expect(names(trimmed(THREE, 1, 80))).toEqual(['One 0', 'Two 50', 'Three 130']);
  });

  it('keep lengths and the gaps’ places when scenes change places', () => {
    expect(names(moved(THREE, 2, 0))).toEqual(['Three 0', 'One 50', 'Two 110']);
    expect(names(moved(THREE, 0, 1))).toEqual(['Two 0', 'One 60', 'Three 120']);
  });

  it('find the place that a dragged scene is dropped at', () => {
    expect(placeAt(THREE, 0, 30)).toBe(0);
    expect(placeAt(THREE, 0, 100)).toBe(1);
    expect(placeAt(THREE, 0, 170)).toBe(2);
    expect(placeAt(THREE, 2, 10)).toBe(0);
  });
});

describe('a waveform', () => {
  const sound = (more: Partial<Sound> = {}): Sound => ({
    ...{ name: 'S', src: 's.mp3', kind: 'sound', from: 0, durationInFrames: 60, file: null, line: null },
    ...{ trimBefore: 0, playbackRate: 1, loop: false, volume: null, fileSeconds: 2, peaks: null },
    ...more,
  });

  it('has the loudest moment of each part, to the loudest of all', () => {
    expect(peaksOf(new Float32Array([0.1, -0.8, 0.2, 0.4]), 2)).toEqual([1, expect.closeTo(0.5)]);
    expect(peaksOf(new Float32Array([0, 0, 0]), 2)).toEqual([0, 0]);
  });

  it('shows the file as it plays: trimmed, looped, and silent past its end', () => {
    const peaks = [0.1, 0.2, 0.3, 0.4];
    expect(barsOf(peaks, sound(), 30, 4)).toEqual(peaks);
    expect(barsOf(peaks, sound({ trimBefore: 30 }), 30, 4)).toEqual([0.3, 0.4, 0, 0]);
    expect(barsOf(peaks, sound({ durationInFrames: 120 }), 30, 4)).toEqual([0.2, 0.4, 0, 0]);
    expect(barsOf(peaks, sound({ durationInFrames: 120, loop: true }), 30, 4)).toEqual([0.2, 0.4, 0.2, 0.4]);
    expect(barsOf(peaks, sound({ fileSeconds: null }), 30, 4)).toEqual([]);
  });

  it('is drawn around its middle', () => {
    expect(barsPath([0.5])).toBe('M0.5 27.0V73.0');
  });
});
