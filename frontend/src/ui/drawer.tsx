import { X } from 'lucide-react';
import { Dialog as RadixDialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './button';

export interface DrawerProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** Read out on the button that closes it. */
  close: string;
  /** It has closed: prevent the event's default where the focus isn't to return. */
  onClosed?: (event: Event) => void;
  children: ReactNode;
}

/** On a phone: what has no room on the page, from its lower edge. Esc and a tap beside it close it; the focus returns. */
export function Drawer({ open, onOpenChange, title, close, onClosed, children }: DrawerProps) {
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <RadixDialog.Content
          aria-describedby={undefined}
          {...(onClosed ? { onCloseAutoFocus: onClosed } : {})}
          className="fixed inset-x-0 bottom-0 z-50 flex max-h-[85dvh] animate-rise flex-col rounded-t-lg bg-raised pb-[env(safe-area-inset-bottom)] shadow-float focus:outline-none"
        >
          <div className="flex shrink-0 items-center justify-between ps-4 pe-1.5 pt-2 pb-1">
            <RadixDialog.Title className="text-base font-semibold">{title}</RadixDialog.Title>
            <RadixDialog.Close asChild>
              <IconButton label={close} className="size-11">
                <X className="size-5" />
              </IconButton>
            </RadixDialog.Close>
          </div>
          <div className="min-h-0 overflow-y-auto px-2 pb-3">{children}</div>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
