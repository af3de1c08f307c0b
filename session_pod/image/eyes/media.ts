// What is in a file of the user's: pictures and sounds are opened by the browser, shut in like all that runs here.
import { encoded } from './pixels.ts';

export interface Inspected {
  width?: number;
  height?: number;
  seconds?: number;
  /** Loudness over the whole file, 0 to 1. */
  peaks?: number[];
  /** Seconds at which something sets in. */
  onsets?: number[];
  bpm?: number;
  picture?: string;
  problem?: string;
}

const MAX_SIDE = 1568; // more the model scales down itself
const LOAD_MS = 12_000;
const PEAKS = 60;
const MAX_ONSETS = 120;
const FRAMES = 6;
const QUALITY = 0.8;

/** `url` is of this origin. */
export async function inspect(url: string, kind: string): Promise<Inspected> {
  try {
    if (kind === 'image') return await image(url);
    if (kind === 'video') return await video(url);
    if (kind === 'audio') return await audio(url);
    return {};
  } catch {
    return { problem: `It can't be opened as ${kind === 'image' ? 'an image' : kind === 'video' ? 'a video' : 'audio'}: it is broken, or of a format that browsers don't play.` };
  }
}

/** How long a sound or video is; null when it can't be read. */
export async function secondsOf(url: string): Promise<number | null> {
  try {
    const element = await loaded('audio', url);
    return Number.isFinite(element.duration) ? element.duration : null;
  } catch {
    return null;
  }
}

async function image(url: string): Promise<Inspected> {
  const element = new Image();
  element.src = url;
  await within(element.decode());
  const { naturalWidth: width, naturalHeight: height } = element;
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height, 1));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.fillStyle = '#808080'; // behind what is transparent, so that white and black both show
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(element, 0, 0, canvas.width, canvas.height);
  return { width, height, picture: await encoded(canvas, 'image/jpeg', QUALITY) };
}

async function video(url: string): Promise<Inspected> {
  const element = (await loaded('video', url)) as HTMLVideoElement;
  const { videoWidth: width, videoHeight: height, duration: seconds } = element;
  if (!width || !height) return { seconds, problem: 'It has no picture that a browser can show.' };
  const cell = Math.min(480, width);
  const tall = Math.max(1, Math.round((cell * height) / width));
  const canvas = new OffscreenCanvas(cell * 3, tall * (FRAMES / 3));
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  for (let index = 0; index < FRAMES; index++) {
    await within(
      new Promise<void>((resolve, reject) => {
        element.onseeked = () => resolve();
        element.onerror = () => reject(new Error('the video broke off'));
        element.currentTime = ((index + 0.5) / FRAMES) * seconds;
      }),
    );
    context.drawImage(element, (index % 3) * cell, Math.floor(index / 3) * tall, cell, tall);
  }
  element.removeAttribute('src');
  element.load();
  return { width, height, seconds, picture: await encoded(canvas, 'image/jpeg', QUALITY) };
}

async function audio(url: string): Promise<Inspected> {
  const bytes = await (await within(fetch(url))).arrayBuffer();
  const decoded = await new OfflineAudioContext(1, 1, 22_050).decodeAudioData(bytes);
  const samples = decoded.getChannelData(0);
  const found = onsets(samples, decoded.sampleRate);
  const bpm = tempo(found);
  return { seconds: decoded.duration, peaks: peaks(samples), onsets: found.slice(0, MAX_ONSETS), ...(bpm ? { bpm } : {}) };
}

function peaks(samples: Float32Array): number[] {
  const size = Math.max(1, Math.ceil(samples.length / PEAKS));
  const found: number[] = [];
  for (let from = 0; from < samples.length; from += size) {
    let peak = 0;
    for (let index = from; index < Math.min(samples.length, from + size); index++) peak = Math.max(peak, Math.abs(samples[index] ?? 0));
    found.push(Math.round(peak * 100) / 100);
  }
  return found;
}

const WINDOW_SECONDS = 0.02;

/** Where the loudness jumps above what it was around there. */
function onsets(samples: Float32Array, rate: number): number[] {
  const size = Math.round(rate * WINDOW_SECONDS);
  const energy: number[] = [];
  for (let from = 0; from + size <= samples.length; from += size) {
    let sum = 0;
    for (let index = from; index < from + size; index++) sum += (samples[index] ?? 0) ** 2;
    energy.push(Math.log10(sum / size + 1e-6));
  }
  const rise = energy.map((value, index) => (index === 0 ? Math.max(0, value + 4) : Math.max(0, value - (energy[index - 1] ?? value))));
  const found: number[] = [];
  for (const [index, value] of rise.entries()) {
    const around = rise.slice(Math.max(0, index - 12), index + 13);
    const nearby = rise.slice(Math.max(0, index - 3), index + 4);
    const mean = around.reduce((sum, other) => sum + other, 0) / around.length;
    const seconds = Math.round(index * WINDOW_SECONDS * 100) / 100;
    if (value > 0.35 && value > mean * 2 && value === Math.max(...nearby) && seconds - (found.at(-1) ?? -1) > 0.1) found.push(seconds);
  }
  return found;
}

/** Beats a minute, when most of the onsets keep to one grid. */
function tempo(times: number[]): number | undefined {
  if (times.length < 8) return undefined;
  let best = { bpm: 0, score: 0 };
  for (let bpm = 60; bpm <= 180; bpm += 0.5) {
    const beat = 60 / bpm;
    let x = 0;
    let y = 0;
    for (const time of times) {
      x += Math.cos((2 * Math.PI * time) / beat);
      y += Math.sin((2 * Math.PI * time) / beat);
    }
    const score = Math.hypot(x, y) / times.length;
    if (score > best.score + 0.02) best = { bpm, score };
  }
  return best.score > 0.6 ? best.bpm : undefined;
}

function loaded(tag: 'audio' | 'video', url: string): Promise<HTMLMediaElement> {
  const element = document.createElement(tag);
  element.preload = tag === 'video' ? 'auto' : 'metadata';
  element.muted = true;
  return within(
    new Promise((resolve, reject) => {
      element.onloadedmetadata = () => resolve(element);
      element.onerror = () => reject(new Error('it does not load'));
      element.src = url;
    }),
  );
}

function within<Value>(work: Promise<Value>): Promise<Value> {
  return Promise.race([
    work,
    new Promise<never>((_resolve, reject) => {
      setTimeout(() => reject(new Error('it took too long')), LOAD_MS);
    }),
  ]);
}
