import { Switch as RadixSwitch } from 'radix-ui';

export interface SwitchProps {
  /** The id of what names it. */
  labelledBy: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

/** On or off, at once. */
export function Switch({ labelledBy, checked, disabled = false, onChange }: SwitchProps) {
  return (
    <RadixSwitch.Root
      aria-labelledby={labelledBy}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      className="group relative inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-line-strong bg-well p-0.5 transition-base before:absolute before:-inset-3 disabled:opacity-45 data-[state=checked]:border-transparent data-[state=checked]:bg-accent"
    >
      <RadixSwitch.Thumb className="size-3.5 rounded-full bg-ink-2 transition-base group-data-[state=checked]:ms-auto group-data-[state=checked]:bg-on-accent" />
    </RadixSwitch.Root>
  );
}
