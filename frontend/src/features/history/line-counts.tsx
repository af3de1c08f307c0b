/** "+38 −12", as the signs say it and not only the colours. */
export function LineCounts({ additions, deletions }: { additions: number; deletions: number }) {
  return (
    <span className="shrink-0 font-mono text-xs font-regular">
      <span className="text-ok">
        <span className="sr-only">added </span>+{additions}
      </span>{' '}
      <span className="text-danger">
        <span className="sr-only">removed </span>−{deletions}
      </span>
    </span>
  );
}
