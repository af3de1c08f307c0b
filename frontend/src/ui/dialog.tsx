import { X } from 'lucide-react';
import { Dialog as RadixDialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from '@/lib/cx';
import { IconButton } from './button';

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  /** 420 px unless told. */
  width?: 'sm' | 'md' | 'lg' | 'xl';
  children?: ReactNode;
  /** The buttons, the main one last. */
  actions?: ReactNode;
}

const WIDTHS = { sm: 'max-w-[420px]', md: 'max-w-[560px]', lg: 'max-w-[760px]', xl: 'max-w-[1120px]' };

/** A question or a form over the page. Esc and a click beside it close it; the focus returns to where it was. */
export function Dialog({ open, onOpenChange, title, description, width = 'sm', children, actions }: DialogProps) {
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <div className="pointer-events-none fixed inset-0 z-50 flex items-start justify-center overflow-y-auto p-4 pt-[max(16px,14vh)]">
          <RadixDialog.Content
            {...(description ? {} : { 'aria-describedby': undefined })}
            className={cx(
              'pointer-events-auto relative w-full animate-appear rounded-lg bg-raised p-5 shadow-float focus:outline-none',
              WIDTHS[width],
            )}
          >
            <RadixDialog.Title className="pe-8 text-lg font-semibold tracking-tight">{title}</RadixDialog.Title>
            {description && (
              <RadixDialog.Description className="mt-1 text-base text-ink-2">{description}</RadixDialog.Description>
            )}
            {children && <div className="mt-4">{children}</div>}
            {actions && <div className="mt-5 flex justify-end gap-2">{actions}</div>}
            {/* Last, so that the focus begins at what the dialog asks for. */}
            <RadixDialog.Close asChild>
              <IconButton label="Close" size="sm" className="absolute end-4 top-4">
                <X className="size-4" />
              </IconButton>
            </RadixDialog.Close>
          </RadixDialog.Content>
        </div>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
