import type { Checkpoint } from '@/api/types.generated';
import { dateLocale, textsOf } from '@/texts';
import { dateName } from './when';

const t = textsOf('history');

export interface VersionGroup {
  day: string;
  versions: Checkpoint[];
}

/** Checkpoints (newest first) under the days on which they were made: "Today", "Yesterday", "9 Nov". */
export function groupByDay(checkpoints: readonly Checkpoint[], now: Date = new Date()): VersionGroup[] {
  const groups: VersionGroup[] = [];
  for (const checkpoint of checkpoints) {
    const day = dayName(new Date(checkpoint.createdAt), now);
    const last = groups.at(-1);
    if (last?.day === day) last.versions.push(checkpoint);
    else groups.push({ day, versions: [checkpoint] });
  }
  return groups;
}

export function dayName(date: Date, now: Date = new Date()): string {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (date.toDateString() === now.toDateString()) return t('today');
  if (date.toDateString() === yesterday.toDateString()) return t('yesterday');
  return dateName(date, now);
}

/** "14:32", on this machine's clock. */
export function clockName(iso: string): string {
  return new Intl.DateTimeFormat(dateLocale, { hour: '2-digit', minute: '2-digit' }).format(new Date(iso));
}

/** "14:32" today, "Yesterday 14:32", "9 Nov 14:32". */
export function momentName(iso: string, now: Date = new Date()): string {
  const day = dayName(new Date(iso), now);
  return day === t('today') ? clockName(iso) : `${day} ${clockName(iso)}`;
}

export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}

/** What its maker said of a version first; a push may carry whole paragraphs. */
export function firstLine(summary: string): string {
  return summary.trim().split('\n', 1)[0]?.trim() || t('someChange');
}

const RESTORED = /^Restore ([0-9a-f]{7})$/;

/** What a version is called. One that only brought another back is called after that, where `versions` holds it. */
export function headline({ summary }: Pick<Checkpoint, 'summary'>, versions: readonly Checkpoint[] = []): string {
  const said = firstLine(summary);
  let original = broughtBack(said, versions);
  // It may have brought back one that did so too; a chain is never longer than the list.
  for (let steps = versions.length; original && !original.name && steps > 0; steps -= 1) {
    const further = broughtBack(firstLine(original.summary), versions);
    if (!further) break;
    original = further;
  }
  if (original) return t('restoredVersion', { name: original.name ?? withoutVerb(firstLine(original.summary)) });
  return said.replace(/^Restore (?=“)/, 'Restored ').replace(/^Bring back (?=“)/, 'Brought back ');
}

/** "Thicker mist" of "Bring back “Thicker mist”": quotes within quotes are hard to read. */
function withoutVerb(said: string): string {
  return /^(?:Restore|Bring back) “(.+)”$/.exec(said)?.[1] ?? said;
}

function broughtBack(said: string, versions: readonly Checkpoint[]): Checkpoint | undefined {
  const start = RESTORED.exec(said)?.[1];
  return start === undefined ? undefined : versions.find(({ sha }) => sha.startsWith(start));
}

/** A project's name as files and folders can be called: "slow-coast"; "video" where nothing is left of it. */
export function slugOf(projectName: string): string {
  const plain = projectName.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 48)
    .replace(/-+$/, '');
  return slug || 'video';
}

/** What a download is called: "slow-coast-4f2c1a9". */
export function archiveName(projectName: string, sha: string): string {
  return `${slugOf(projectName)}-${shortSha(sha)}`;
}

export interface VersionAuthor {
  name: string;
  /** Decides the colour of the picture. */
  id: string;
  /** Made by the agent, in a turn. */
  agent: boolean;
}

export function authorOf({ authorName, authorId, turnId }: Checkpoint): VersionAuthor {
  if (turnId || authorName.startsWith('StoryDream')) return { name: 'StoryDream', id: 'storydream', agent: true };
  return { name: authorName || t('somebody'), id: authorId ?? authorName, agent: false };
}

/** Of two versions the older one first; `versions` (newest first) decides within the same second. */
export function inOrder(one: Checkpoint, other: Checkpoint, versions: readonly Checkpoint[]): [Checkpoint, Checkpoint] {
  const place = ({ sha }: Checkpoint) => versions.findIndex((version) => version.sha === sha);
  const [first, second] = [place(one), place(other)];
  const older = first >= 0 && second >= 0 ? first > second : Date.parse(one.createdAt) <= Date.parse(other.createdAt);
  return older ? [one, other] : [other, one];
}

interface Part {
  items: Checkpoint[];
  cursor?: string | null;
}

interface Parts<P> {
  pages: Part[];
  pageParams: P[];
}

/** The list with its first page read anew. Nothing is ever taken away from a history, so what is older stays as it is. */
export function withNewest<P>(before: Parts<P>, first: Part): Parts<P | undefined> {
  const fresh = new Set(first.items.map(({ sha }) => sha));
  const meets = before.pages.some((page) => page.items.some(({ sha }) => fresh.has(sha)));
  if (!meets) return { pages: [first], pageParams: [undefined] };
  const rest = before.pages.map((page) => ({ ...page, items: page.items.filter(({ sha }) => !fresh.has(sha)) }));
  return {
    ...before,
    pages: rest.map((page, at) => (at === 0 ? { ...page, items: [...first.items, ...page.items] } : page)),
  };
}

/** The list with one checkpoint changed, or put on top of its parent; null where it has no such place. */
export function withCheckpoint<P>(before: Parts<P>, checkpoint: Checkpoint): Parts<P> | null {
  const known = before.pages.some((page) => page.items.some(({ sha }) => sha === checkpoint.sha));
  const onTop = !known && before.pages[0]?.items[0]?.sha === checkpoint.parent;
  if (!known && !onTop) return null;
  const changed = (items: Checkpoint[]) => items.map((item) => (item.sha === checkpoint.sha ? checkpoint : item));
  return {
    ...before,
    pages: before.pages.map((page, at) => ({
      ...page,
      items: onTop && at === 0 ? [checkpoint, ...page.items] : changed(page.items),
    })),
  };
}
