import { isJson, type Json, text, whole } from './json';

/** A part of the download of what isn't saved, as the pod tells it. */
export interface UnsavedPart {
  part: number;
  parts: number;
  /** The first of them. */
  files: readonly string[];
  fileCount: number;
  /** Of these nothing is in the download. */
  leftOut: readonly string[];
  /** Base64; null for a part that there isn't. */
  data: string | null;
}

/** What isn't saved, as far as it has come. */
export interface Unsaved extends Omit<UnsavedPart, 'part' | 'data'> {
  data: readonly string[];
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

export function parseUnsaved(json: Json): UnsavedPart | null {
  const [part, parts] = [whole(json['part']), whole(json['parts'])];
  if (part === null || parts === null || !isJson(json)) return null;
  const files = words(json['files']);
  const data = json['data'];
  return {
    part,
    parts,
    files,
    fileCount: whole(json['fileCount']) ?? files.length,
    leftOut: words(json['leftOut']),
    data: typeof data === 'string' && BASE64.test(data) ? data : null,
  };
}

/** The first part begins anew, the next one goes on; any other is of an earlier download. */
export function takePart(before: Unsaved | null, { part, data, ...told }: UnsavedPart): Unsaved | null {
  if (part === 0) return { ...told, data: data === null ? [] : [data] };
  if (!before || data === null || part !== before.data.length) return before;
  return { ...before, data: [...before.data, data] };
}

/** The zip, once all of it is there. */
export function unsavedZip({ data, parts }: Pick<Unsaved, 'data' | 'parts'>): Blob | null {
  if (parts === 0 || data.length < parts) return null;
  return new Blob(data.map(bytesOf), { type: 'application/zip' });
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function words(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((word) => text(word) ?? []) : [];
}
