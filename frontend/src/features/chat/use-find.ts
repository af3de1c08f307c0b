import { useEffect, useMemo, useState } from 'react';
import type { MessageRow } from './message-rows';

export interface Find {
  query: string;
  setQuery: (query: string) => void;
  count: number;
  /** Which of them is shown, from 1; 0 where there is none. */
  at: number;
  /** To the one before (-1) or after it (1), round the ends. */
  move: (way: 1 | -1) => void;
  /** Its row. */
  found: MessageRow | null;
}

/** Looks through what was said, as far as it has been read, beginning at the newest. `show` brings a row into sight. */
export function useFind(rows: readonly MessageRow[], show: (index: number) => void): Find {
  const [query, setQuery] = useState('');
  const [steps, setSteps] = useState(0);
  const wanted = query.trim().toLocaleLowerCase();
  const hits = useMemo(
    () => (wanted ? rows.flatMap((row, index) => (textOf(row).includes(wanted) ? [index] : [])) : []),
    [rows, wanted],
  );
  const count = hits.length;
  const place = count ? (((count - 1 + steps) % count) + count) % count : -1;
  const index = hits[place] ?? null;
  useEffect(() => {
    if (index !== null) show(index);
  }, [index, show]);
  return {
    query,
    setQuery: (next) => {
      setQuery(next);
      setSteps(0);
    },
    count,
    at: place + 1,
    move: (way) => setSteps(steps + way),
    found: index === null ? null : (rows[index] ?? null),
  };
}

function textOf({ item }: MessageRow): string {
  return (item.kind === 'user' ? item.content : item.text).toLocaleLowerCase();
}
