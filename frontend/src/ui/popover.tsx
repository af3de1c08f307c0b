import { Popover as RadixPopover } from 'radix-ui';
import type { ReactNode } from 'react';

export interface PopoverProps {
  /** The button that opens it. */
  trigger: ReactNode;
  /** What it is about; read out. */
  label: string;
  children: ReactNode;
}

/** A small card beside its button. Esc and a click elsewhere close it; the focus returns. */
export function Popover({ trigger, label, children }: PopoverProps) {
  return (
    <RadixPopover.Root>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal>
        <RadixPopover.Content
          aria-label={label}
          align="end"
          sideOffset={6}
          collisionPadding={12}
          className="z-50 w-[min(400px,calc(100vw-24px))] animate-appear rounded-md bg-raised p-4 shadow-float focus:outline-none"
        >
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}
