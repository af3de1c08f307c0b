import { useConfig } from '@/hooks/use-config';

/** Says so when a demo model answers instead of the real one. */
export function DemoNote() {
  if (!useConfig().demoModel) return null;
  return (
    <div className="rounded-md border border-line p-3 text-xs text-ink-2">
      <p className="font-medium text-ink">Demo model</p>
      <p className="mt-1">
        It understands a handful of requests. Add{' '}
        <code className="font-mono text-2xs">
          ANTHROPIC_
          <wbr />
          API_KEY
        </code>{' '}
        for the real one.
      </p>
    </div>
  );
}
