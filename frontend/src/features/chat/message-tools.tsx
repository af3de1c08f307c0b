import { Check, Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '@/lib/cx';
import { useTexts } from '@/texts';
import { IconButton } from '@/ui/button';
import { Tooltip } from '@/ui/tooltip';
import { useCopy } from '@/ui/use-copy';

export interface MessageToolsProps {
  /** What is copied. */
  text: string;
  children?: ReactNode;
  className?: string;
}

/** What can be done with something that was said: there on hover and focus, and always where nothing hovers. */
export function MessageTools({ text, children, className }: MessageToolsProps) {
  const { t } = useTexts('chat');
  const { state, copy } = useCopy();
  const copied = state === 'copied';
  const label = t(copied ? 'copied' : state === 'failed' ? 'couldNotCopy' : 'copyMessage');
  return (
    <div
      className={cx(
        'flex gap-0.5 opacity-0 transition-base group-focus-within/message:opacity-100 group-hover/message:opacity-100',
        'pointer-coarse:opacity-100',
        className,
      )}
    >
      <Tooltip label={label}>
        <IconButton label={label} size="sm" className="text-ink-3 pointer-coarse:size-8" onClick={() => copy(text)}>
          {copied ? <Check className="size-3.5" /> : <Copy className="size-3.5" />}
        </IconButton>
      </Tooltip>
      {children}
    </div>
  );
}
