import { useTexts } from '@/texts';

/** "+38 −12", as the signs say it and not only the colours. */
export function LineCounts({ additions, deletions }: { additions: number; deletions: number }) {
  const { t } = useTexts('history');
  return (
    <span className="shrink-0 font-mono text-xs font-regular">
      <span className="text-ok">
        <span className="sr-only">{t('added')}</span> {`+${additions}`}
      </span>{' '}
      <span className="text-danger">
        <span className="sr-only">{t('removed')}</span> {`−${deletions}`}
      </span>
    </span>
  );
}
