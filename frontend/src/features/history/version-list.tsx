import { type KeyboardEvent, useRef } from 'react';
import type { Checkpoint } from '@/api/types.generated';
import { groupByDay } from '@/lib/versions';
import { useHistory } from './history-context';
import { VersionRow } from './version-row';

export interface VersionListProps {
  /** Those that are to be shown, newest first. */
  versions: readonly Checkpoint[];
  onOpen: (sha: string, byKey: boolean) => void;
  /** The keys have come to the last one. */
  onEnd: () => void;
}

/** Versions under their days. The arrow keys, Home and End move the selection, Enter opens it. */
export function VersionList({ versions, onOpen, onEnd }: VersionListProps) {
  const { select, selected } = useHistory();
  const tabStop = versions.some(({ sha }) => sha === selected) ? selected : versions[0]?.sha;
  const list = useRef<HTMLDivElement>(null);

  const onKeyDown = (event: KeyboardEvent) => {
    const { target, key } = event;
    if (!(target instanceof HTMLElement) || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = versions.findIndex(({ sha }) => sha === target.dataset['version']);
    const goal = at < 0 ? undefined : goalOf(key, at, versions.length);
    if (goal === undefined) return;
    event.preventDefault();
    const next = versions[goal];
    if (goal >= versions.length - 1) onEnd();
    if (!next || goal === at) return;
    select(next.sha);
    list.current?.querySelector<HTMLElement>(`[data-version="${next.sha}"]`)?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the rows are buttons, their keys come up to here
    <div ref={list} onKeyDown={onKeyDown}>
      {groupByDay(versions).map(({ day, versions: ofDay }) => (
        <section key={day} aria-label={day}>
          <h3 className="px-2 pt-2 pb-1 text-2xs font-regular text-ink-3">{day}</h3>
          <ul className="flex flex-col gap-0.5">
            {ofDay.map((version) => (
              <VersionRow key={version.sha} version={version} tabStop={version.sha === tabStop} onOpen={onOpen} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function goalOf(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, count - 1);
    case 'ArrowUp':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
