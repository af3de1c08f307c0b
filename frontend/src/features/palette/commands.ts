import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react';
import { useStore } from '@/hooks/use-store';
import type { Combination } from '@/lib/keys';
import { createStore, type Store } from '@/lib/store';

/** Under which heading the palette and the help sheet show it. */
export type CommandGroup = 'go' | 'do' | 'play' | 'help';

/** One thing that a person can do, by its name in the palette or by its keys. */
export interface Command {
  /** Stable and unique: "player.toggle". */
  id: string;
  /** A verb and its object, from the catalogue: "Play or pause". */
  name: string;
  /** `do` unless told. */
  group?: CommandGroup;
  icon?: ReactNode;
  /** Beside the name: a scene's time. */
  note?: string;
  /** Any of these does it. Never taken while somebody types, unless `anywhere`. */
  keys?: readonly Combination[];
  /** Also while somebody types: only for combinations that mean nothing to a text. */
  anywhere?: boolean;
  run: () => void;
  /** Can it be done just now? True unless told. */
  when?: boolean;
  /** `keys`: only a key, not in the palette. `list`: only in the palette, not in the help sheet (scenes, projects). */
  only?: 'keys' | 'list';
}

/** The commands of all that is on the page; the one registered last goes first. */
export type Commands = Store<readonly Command[]>;

const NONE: readonly Command[] = [];

export function createCommands(): Commands {
  return createStore(NONE);
}

export const CommandsContext = createContext<Commands | null>(null);

/** Offers a command while the calling component is shown; on a page without commands nothing happens. */
export function useCommand(command: Command): void {
  useCommands([command]);
}

/** Offers several commands. They are compared by what is told of them; `run` may be a new function every time. */
export function useCommands(commands: readonly Command[]): void {
  const registry = useContext(CommandsContext);
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  const told = commands.map(tell).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is told of the commands is what they are compared by
  useEffect(() => {
    if (!registry) return;
    const own = latest.current.map((command) => ({
      ...command,
      run: () => latest.current.find(({ id }) => id === command.id)?.run(),
    }));
    registry.set((others) => [...own, ...others]);
    return () => registry.set((all) => all.filter((command) => !own.includes(command)));
  }, [registry, told]);
}

/** All commands that are offered now, also those that can't be done just now. */
export function useAllCommands(): readonly Command[] {
  const registry = useContext(CommandsContext);
  if (!registry) throw new Error('useAllCommands needs <CommandsContext>');
  return useStore(registry, (commands) => commands);
}

function tell({ id, name, group, note, keys, anywhere, when, only }: Command): string {
  return JSON.stringify([id, name, group, note, keys, anywhere, when, only]);
}
