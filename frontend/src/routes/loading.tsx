import { Spinner } from '@/ui/spinner';

/** While the first page's code is on its way. */
export function Loading() {
  return (
    <div className="grid min-h-dvh place-items-center" role="status">
      <Spinner className="size-5" />
      <span className="sr-only">Loading</span>
    </div>
  );
}
