// What the eyes see of the project's video, in the project's own words: pictures, files, and what each frame shows.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DevEnvironment } from 'vite';
import type { Composition } from '../eyes/page.ts';
import type { Inspected } from '../eyes/media.ts';
import type { SeenPicture, SeenText } from '../eyes/look.ts';
import type { Sequence, Sound } from '../eyes/tracks.ts';
import { cleanMessage, type Finding } from './checks.ts';
import { type Eyes, NotSeen } from './eyes.ts';
import { inProject, locateStack } from './locate.ts';

export interface Sheet {
  /** In base64. */
  jpeg: string;
  frames: number[];
  width: number;
  height: number;
  composition: Composition;
}

export interface SheetWish {
  frames?: number[];
  count: number;
  from?: number;
  to?: number;
  width: number;
}

/** One frame that was looked at. */
export interface Sample {
  frame: number;
  texts: SeenText[];
  pictures: SeenPicture[];
  failedFonts: string[];
  sequences: Sequence[];
  sounds: Sound[];
}

export interface Observation {
  composition: Composition;
  samples: Sample[];
  /** Why no more frames could be looked at. */
  failure?: Finding;
}

export interface Asset extends Inspected {
  path: string;
  kind: 'image' | 'video' | 'audio' | 'font' | 'other';
  bytes: number;
}

export interface Spot {
  frame: number;
  items: Pick<SeenText, 'rect' | 'color' | 'opacity'>[];
}

const KINDS: Record<string, Asset['kind']> = {
  png: 'image', jpg: 'image', jpeg: 'image', gif: 'image', webp: 'image', avif: 'image', svg: 'image', bmp: 'image',
  mp4: 'video', webm: 'video', mov: 'video', m4v: 'video', mkv: 'video',
  mp3: 'audio', wav: 'audio', ogg: 'audio', m4a: 'audio', aac: 'audio', flac: 'audio', opus: 'audio',
  woff2: 'font', woff: 'font', ttf: 'font', otf: 'font',
};
/** Below this the eyes find the public files of the other version. */
export const VERSION_PUBLIC = '/@version';
const MAX_AUDIO_BYTES = 24 * 1024 * 1024; // decoded it is ten times as much

export class Looking {
  constructor(
    private readonly eyes: Eyes,
    private readonly environment: DevEnvironment,
    private readonly projectDir: string,
    /** Called before the other version is looked at: its files are others. */
    private readonly versionChanged: () => void,
  ) {}

  sheet(wish: SheetWish): Promise<Sheet> {
    return this.#ask<Sheet>('/sheet', wish);
  }

  /** `count` frames spread over the video; stops at the first that fails. Rejects where the video doesn't load at all. */
  async observe(count: number): Promise<Observation> {
    const { failure, ...seen } = await this.#ask<Observation & { failure?: { message: string; stack?: string; frame?: number } }>('/observe', { count });
    return failure ? { ...seen, failure: await this.finding(failure) } : seen;
  }

  /** Frames of the other version of the project whose files are there; it stays open for `drawStrip`. */
  version(): Promise<Observation> {
    this.versionChanged();
    return this.#ask<Observation>('/version', { staticBase: VERSION_PUBLIC });
  }

  /** Of the version that was looked at last; rejects with `gave_way` where it isn't open any more. */
  drawStrip(frames: number[], plan: object): Promise<{ frames: number[]; strip: string; poster: string }> {
    return this.#ask('/strip', { frames, ...plan });
  }

  /** Contrast with what is behind, for each text of each frame; null where it can't be told. */
  async contrast(spots: Spot[]): Promise<(number | null)[][]> {
    if (spots.length === 0) return [];
    return (await this.#ask<{ ratios: (number | null)[][] }>('/contrast', { spots })).ratios;
  }

  /** How long files are, in seconds; null for those that can't be read. Each `src` as the video names it. */
  async seconds(sources: string[]): Promise<Map<string, number | null>> {
    const own = [...new Set(sources)].filter((src) => localPath(src) !== null);
    if (own.length === 0) return new Map();
    const { seconds } = await this.#ask<{ seconds: (number | null)[] }>('/seconds', { urls: own.map((src) => localPath(src)) });
    return new Map(own.map((src, index) => [src, seconds[index] ?? null]));
  }

  /** A file below public/; rejects with `invalid` when it isn't there. */
  async asset(name: string): Promise<Asset> {
    const file = path.join(this.projectDir, 'public', name);
    const found = inProject(path.join(this.projectDir, 'public'), file) === null ? null : await stat(file).catch(() => null);
    if (!found?.isFile()) throw new NotSeen('invalid', `There is no file public/${name}; list_assets tells which there are.`);
    const kind = KINDS[path.extname(name).slice(1).toLowerCase()] ?? 'other';
    const known = { path: name, kind, bytes: found.size };
    if (kind === 'font' || kind === 'other') return known;
    if (kind === 'audio' && found.size > MAX_AUDIO_BYTES) return { ...known, problem: 'It is too large to be looked into.' };
    return { ...known, ...(await this.#ask<Inspected>('/asset', { url: encodeURI(`/${name}`), kind })) };
  }

  /** A failure of the page as a finding, placed in the user's lines. */
  async finding(failure: { message: string; stack?: string; frame?: number }): Promise<Finding> {
    const { message, stack, frame } = failure;
    return {
      kind: 'frames',
      severity: 'error',
      message: cleanMessage(message, this.projectDir),
      ...(stack ? await this.where(stack) : {}),
      ...(frame === undefined ? {} : { frame }),
    };
  }

  /** The first line of a stack that is the user's. */
  async where(stack: string): Promise<Partial<Finding>> {
    return (await locateStack(this.environment, this.projectDir, stack)) ?? {};
  }

  /** Rejects with a NotSeen whose message names the place. */
  async #ask<Answer>(job: Parameters<Eyes['ask']>[0], body: object): Promise<Answer> {
    try {
      return await this.eyes.ask<Answer>(job, body);
    } catch (error) {
      if (!(error instanceof NotSeen) || !error.stackInPage) throw error;
      const { file, line, column, message } = await this.finding({ message: error.message, stack: error.stackInPage });
      throw new NotSeen(error.code, file ? `${file}:${line}:${column}: ${message}` : message, error.stackInPage, error.frame);
    }
  }
}

/** Names of the user's uploads, as public/assets.json lists them. */
export async function uploadNames(projectDir: string): Promise<Set<string>> {
  try {
    return new Set(Object.keys(JSON.parse(await readFile(path.join(projectDir, 'public/assets.json'), 'utf8')) as object));
  } catch {
    return new Set();
  }
}

/** The path of a source that this project serves itself; null for one from elsewhere. */
export function localPath(src: string): string | null {
  try {
    const url = new URL(src, 'http://127.0.0.1');
    return url.hostname === '127.0.0.1' && url.protocol === 'http:' ? url.pathname : null;
  } catch {
    return null;
  }
}
