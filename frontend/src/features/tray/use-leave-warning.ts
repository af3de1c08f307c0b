import { useEffect } from 'react';
import { useUploads } from '@/hooks/use-uploads';

/** Has the browser ask before it leaves the page while files are on their way: they would have to be chosen again. */
export function useLeaveWarning(): void {
  const { items } = useUploads();
  const sending = items.some(({ state }) => state !== 'ready' && state !== 'failed');
  useEffect(() => {
    if (!sending) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [sending]);
}
