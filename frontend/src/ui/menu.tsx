import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { type ReactNode, useEffect, useState } from 'react';
import { cx } from '@/lib/cx';

const ITEM = cx(
  'flex h-8 cursor-pointer items-center gap-2 rounded-sm px-2 outline-none select-none pointer-coarse:h-11',
  'data-highlighted:bg-hover data-disabled:cursor-default data-disabled:opacity-45',
);

export interface MenuProps {
  /** The button that opens it. */
  trigger: ReactNode;
  align?: 'start' | 'end';
  /** Where something else opens it too, such as a key. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** It has closed: prevent the event's default where the focus isn't to return to the button. */
  onClosed?: (event: Event) => void;
  children: ReactNode;
}

export function Menu({ trigger, align = 'end', open, onOpenChange, onClosed, children }: MenuProps) {
  const [own, setOwn] = useState(false);
  const shown = open ?? own;
  const change = onOpenChange ?? setOwn;
  // A click into a frame is told to nobody here, but the window loses the focus to it.
  useEffect(() => {
    if (!shown) return;
    const close = () => change(false);
    window.addEventListener('blur', close);
    return () => window.removeEventListener('blur', close);
  }, [shown, change]);
  return (
    // Not modal: hidden from screen readers, the rest of the page could still be reached by the keyboard.
    <DropdownMenu.Root modal={false} open={shown} onOpenChange={change}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          {...(onClosed ? { onCloseAutoFocus: onClosed } : {})}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) max-w-[min(340px,calc(100vw-16px))] min-w-44 animate-appear overflow-y-auto rounded-md bg-raised p-1 shadow-float"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export interface MenuItemProps {
  icon?: ReactNode;
  danger?: boolean;
  disabled?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

export function MenuItem({ icon, danger = false, disabled = false, onSelect, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item disabled={disabled} onSelect={onSelect} className={cx(ITEM, danger && 'text-danger')}>
      {icon && <span className={cx('[&_svg]:size-4', !danger && 'text-ink-3')}>{icon}</span>}
      {children}
    </DropdownMenu.Item>
  );
}

export interface MenuChoiceProps<T extends string> {
  label: string;
  value: T;
  options: { value: T; label: string }[];
  onChange: (value: T) => void;
}

/** One of several, the chosen one ticked. */
export function MenuChoice<T extends string>({ label, value, options, onChange }: MenuChoiceProps<T>) {
  return (
    <DropdownMenu.RadioGroup
      value={value}
      aria-label={label}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option) onChange(option.value);
      }}
    >
      {options.map((option) => (
        <DropdownMenu.RadioItem key={option.value} value={option.value} className={cx(ITEM, 'pe-8')}>
          <span className="size-4 shrink-0">
            <DropdownMenu.ItemIndicator>
              <Check className="size-4" />
            </DropdownMenu.ItemIndicator>
          </span>
          <span className="truncate">{option.label}</span>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="mx-2 my-1 h-px bg-line" />;
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2 pt-1.5 pb-1 text-xs text-ink-3">{children}</DropdownMenu.Label>;
}
