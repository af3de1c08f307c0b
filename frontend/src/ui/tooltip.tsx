import { Tooltip as RadixTooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import { Kbd } from './kbd';

export const TooltipProvider = RadixTooltip.Provider;

export interface TooltipProps {
  label: string;
  /** Keys that do the same. */
  keys?: string[];
  side?: 'top' | 'bottom' | 'left' | 'right';
  children: ReactNode;
}

/** Names an icon button on hover and focus. The button carries its own label: this one is not read out again. */
export function Tooltip({ label, keys = [], side = 'bottom', children }: TooltipProps) {
  return (
    <RadixTooltip.Root>
      <RadixTooltip.Trigger asChild>{children}</RadixTooltip.Trigger>
      <RadixTooltip.Portal>
        <RadixTooltip.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex animate-fade items-center gap-2 rounded-sm bg-raised px-2 py-1 text-xs shadow-float"
        >
          {label}
          {keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </RadixTooltip.Content>
      </RadixTooltip.Portal>
    </RadixTooltip.Root>
  );
}
