import { Tabs as RadixTabs } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from '@/lib/cx';

export interface TabsProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  tabs: { value: T; label: ReactNode }[];
  /** At the end of the tabs' row. */
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  /** Of the tabs' row. */
  rowClassName?: string;
}

/** A row of tabs; put one <TabPanel> for each below it. */
export function Tabs<T extends string>(props: TabsProps<T>) {
  const { label, value, onChange, tabs, aside, children, className, rowClassName } = props;
  return (
    <RadixTabs.Root
      value={value}
      className={className}
      onValueChange={(next) => {
        const tab = tabs.find((candidate) => candidate.value === next);
        if (tab) onChange(tab.value);
      }}
    >
      <div className={cx('flex h-11 shrink-0 items-center gap-2', rowClassName)}>
        <RadixTabs.List
          aria-label={label}
          className="flex min-w-0 grow items-center gap-1 overflow-x-auto [scrollbar-width:none]"
        >
          {tabs.map((tab) => (
            <RadixTabs.Trigger
              key={tab.value}
              value={tab.value}
              className="h-7 shrink-0 rounded-sm px-2.5 text-sm font-medium whitespace-nowrap text-ink-2 transition-base outline-offset-[-2px]! hover:text-ink data-[state=active]:bg-hover data-[state=active]:text-ink pointer-coarse:h-9"
            >
              {tab.label}
            </RadixTabs.Trigger>
          ))}
        </RadixTabs.List>
        {aside}
      </div>
      {children}
    </RadixTabs.Root>
  );
}

export const TabPanel = RadixTabs.Content;
