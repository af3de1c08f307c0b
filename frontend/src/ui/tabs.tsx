import { Tabs as RadixTabs } from 'radix-ui';
import type { ReactNode } from 'react';

export interface TabsProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  tabs: { value: T; label: ReactNode }[];
  children: ReactNode;
  className?: string;
}

/** A row of tabs; put one <TabPanel> for each below it. */
export function Tabs<T extends string>({ label, value, onChange, tabs, children, className }: TabsProps<T>) {
  return (
    <RadixTabs.Root
      value={value}
      className={className}
      onValueChange={(next) => {
        const tab = tabs.find((candidate) => candidate.value === next);
        if (tab) onChange(tab.value);
      }}
    >
      <RadixTabs.List aria-label={label} className="flex h-11 shrink-0 items-center gap-1">
        {tabs.map((tab) => (
          <RadixTabs.Trigger
            key={tab.value}
            value={tab.value}
            className="h-7 rounded-sm px-2.5 text-sm font-medium text-ink-2 transition-base hover:text-ink data-[state=active]:bg-hover data-[state=active]:text-ink"
          >
            {tab.label}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {children}
    </RadixTabs.Root>
  );
}

export const TabPanel = RadixTabs.Content;
