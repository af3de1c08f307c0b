import type { Checkpoint } from '@/api/types.generated';
import { dateName } from './when';

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
  if (date.toDateString() === now.toDateString()) return 'Today';
  if (date.toDateString() === yesterday.toDateString()) return 'Yesterday';
  return dateName(date, now);
}

/** "14:32", on this machine's clock. */
export function clockName(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(new Date(iso));
}

export function shortSha(sha: string): string {
  return sha.slice(0, 7);
}
