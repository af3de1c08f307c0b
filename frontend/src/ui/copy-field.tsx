import { Check, Copy } from 'lucide-react';
import { useTexts } from '@/texts';
import { Button } from './button';
import { useCopy } from './use-copy';

export interface CopyFieldProps {
  /** What it is; read out. */
  label: string;
  value: string;
}

/** Something to take along, wholly in sight: it can be copied with one press, or selected with one click. */
export function CopyField({ label, value }: CopyFieldProps) {
  const { t } = useTexts('common');
  const { state, copy } = useCopy();
  return (
    <div>
      <div className="flex items-start gap-2">
        <span className="sr-only">{label}:</span>
        <code className="min-w-0 grow rounded-sm border border-line-strong bg-well px-2.5 py-[7px] font-mono text-xs/4 text-ink select-all [font-variant-ligatures:none] [overflow-wrap:anywhere]">
          {value}
        </code>
        <Button
          onClick={() => void copy(value)}
          aria-label={t('copyNamed', { what: label.toLowerCase() })}
          className="pointer-coarse:h-11"
        >
          {state === 'copied' ? <Check className="size-3.5" /> : <Copy className="size-3.5" />}
          {t(state === 'copied' ? 'copied' : 'copy')}
        </Button>
      </div>
      <p role="status" className="text-xs text-ink-2 not-empty:mt-1.5">
        {state === 'failed' && t('copyFailed')}
        {state === 'copied' && <span className="sr-only">{t('copied')}</span>}
      </p>
    </div>
  );
}
