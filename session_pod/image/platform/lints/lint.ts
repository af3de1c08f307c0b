// What a film editor would remark, as findings: where (scene, time, file and line), what, and what to do about it.
import type { Place } from '../../preview/sources.ts';
import type { Finding } from '../checks.ts';

export interface Remark {
  /** Names the rule; of one rule only the first few are told. */
  rule: string;
  severity: 'error' | 'warning';
  message: string;
  hint: string;
  place?: Place | null;
  scene?: string | null;
  frame?: number;
}

const MAX_A_RULE = 4;

/** `0:04.20`: minutes, seconds, hundredths. */
export function timecode(frame: number, fps: number): string {
  const hundredths = Math.round((frame / fps) * 100);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(hundredths / 6000)}:${pad(Math.floor(hundredths / 100) % 60)}.${pad(hundredths % 100)}`;
}

export function quoted(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 57)}…` : text}"`;
}

/** One finding for each fault at each place, few of each rule, errors first. */
export function findingsOf(remarks: Remark[], fps: number | null): Finding[] {
  const counts = new Map<string, number>();
  const seen = new Set<string>();
  const kept = remarks.filter(({ rule, place, message }) => {
    const key = `${rule}|${place ? `${place.file}:${place.line}` : message}`;
    const count = counts.get(rule) ?? 0;
    if (seen.has(key) || count >= MAX_A_RULE) return false;
    seen.add(key);
    counts.set(rule, count + 1);
    return true;
  });
  return kept
    .map(({ rule, severity, message, hint, place, scene, frame }): Finding => {
      const time = frame === undefined || fps === null ? '' : ` at ${timecode(frame, fps)}`;
      const where = scene ? `In ${quoted(scene)}${time}: ` : time ? `${time.trim().replace('at', 'At')}: ` : '';
      return {
        kind: 'lint',
        severity,
        message: `${where}${message} [${rule}]`,
        hint,
        ...(place ? { file: place.file, line: place.line, column: place.column } : {}),
        ...(scene ? { scene } : {}),
        ...(frame === undefined ? {} : { frame }),
      };
    })
    .sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}
