import { useEffect, useEffectEvent, useRef } from 'react';
import { useTexts } from '@/texts';
import { Button } from '@/ui/button';
import { Spinner } from '@/ui/spinner';

export interface LoadMoreProps {
  /** How many are there: when more have come and the end is still in sight, it goes on. */
  count: number;
  loading: boolean;
  /** Why the last try failed; it goes on only when asked then. */
  error: string | null;
  onMore: () => void;
}

/** The end of what is read: reads on by itself when it comes into sight, or when asked. */
export function LoadMore({ count, loading, error, onMore }: LoadMoreProps) {
  const { t } = useTexts('history');
  const end = useRef<HTMLDivElement>(null);
  const more = useEffectEvent(onMore);
  const resting = !loading && error === null;

  // biome-ignore lint/correctness/useExhaustiveDependencies: after more have come, the end may be in sight still
  useEffect(() => {
    const place = end.current;
    if (!place || !resting) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && more());
    observer.observe(place);
    return () => observer.disconnect();
  }, [resting, count]);

  return (
    <div ref={end} className="flex flex-col items-center gap-2 p-3 text-center">
      {error && (
        <p role="alert" className="text-xs text-danger">
          {error}
        </p>
      )}
      {loading ? (
        <p role="status" className="flex items-center gap-2 text-xs text-ink-3">
          <Spinner className="size-3" />
          {t('readingOlder')}
        </p>
      ) : (
        <Button variant="ghost" size="sm" onClick={onMore}>
          {error ? t('tryAgain') : t('showOlder')}
        </Button>
      )}
    </div>
  );
}
