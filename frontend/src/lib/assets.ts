import type { Asset, AssetKind } from '@/api/types.generated';

/** Where the project lists its uploads, and where they are in it. */
export const ASSETS_FILE = 'public/assets.json';

/** By the ending of a name: browsers know fonts and some sounds by no type, or by another one. */
const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  svg: 'image/svg+xml',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  flac: 'audio/flac',
  woff2: 'font/woff2',
  woff: 'font/woff',
  ttf: 'font/ttf',
  otf: 'font/otf',
};

/** For an <input type="file">. */
export const ACCEPTED = ['image/*', 'video/*', 'audio/*', ...Object.keys(TYPES).map((ending) => `.${ending}`)].join(
  ',',
);

/** What a file is, as far as its name and the browser tell; the edge looks into it. */
export function typeOf({ name, type }: { name: string; type: string }): string {
  const ending = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return TYPES[ending] ?? (type || 'application/octet-stream');
}

export function kindOf(contentType: string): AssetKind {
  const [kind] = contentType.split('/');
  return kind === 'video' || kind === 'audio' || kind === 'font' ? kind : 'image';
}

/** As code names it: `staticFile('uploads/logo.png')`. */
export function pathOf(asset: Pick<Asset, 'name'>): string {
  return `uploads/${asset.name}`;
}

/** What a register (public/assets.json) says: name by asset id. One that can't be read says nothing. */
export function readRegister(text: string): ReadonlyMap<string, string> {
  try {
    const listed: unknown = JSON.parse(text);
    if (typeof listed !== 'object' || listed === null) return new Map();
    return new Map(
      Object.entries(listed).flatMap(([name, entry]: [string, unknown]) =>
        typeof entry === 'object' && entry !== null && 'assetId' in entry && typeof entry.assetId === 'string'
          ? [[entry.assetId, name] as const]
          : [],
      ),
    );
  } catch {
    return new Map();
  }
}

export interface ShownAsset extends Asset {
  /** Whether the newest version has it; null while that isn't known. */
  inVersion: boolean | null;
}

/** What the tab shows: the files of the newest version, and those that it could have. */
export function shownAssets(assets: readonly Asset[], register: ReadonlyMap<string, string> | null): ShownAsset[] {
  return assets.flatMap((asset) => {
    const name = register?.get(asset.id);
    const there = asset.status === 'ready' || asset.status === 'checked';
    if (!there && !(asset.status === 'removed' && name !== undefined)) return [];
    return [{ ...asset, name: name ?? asset.name, inVersion: register ? name !== undefined : null }];
  });
}

export const ASSET_KINDS = ['all', 'image', 'video', 'audio', 'font'] as const;
export type KindWish = (typeof ASSET_KINDS)[number];

/** Those of a kind whose names hold what is looked for. */
export function filterAssets(assets: readonly ShownAsset[], wanted: string, kind: KindWish): ShownAsset[] {
  const text = wanted.trim().toLocaleLowerCase();
  return assets.filter(
    (asset) => (kind === 'all' || asset.kind === kind) && asset.name.toLocaleLowerCase().includes(text),
  );
}

/** "0:07", "12:40" */
export function clockName(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** … of something that is never no time at all. */
export function lengthName(seconds: number): string {
  return clockName(Math.max(1, Math.round(seconds)));
}

/** SHA-256 in hex, of the whole file. */
export async function sha256Of(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(await file.arrayBuffer()));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
