import type { Command, CommandGroup } from './commands';

const ORDER: readonly CommandGroup[] = ['go', 'do', 'play', 'help'];

export interface Grouped {
  group: CommandGroup;
  commands: readonly Command[];
}

/** In the order of their groups, and within one as they were registered first. */
export function inGroups(commands: readonly Command[]): Grouped[] {
  return ORDER.map((group) => ({
    group,
    commands: commands.filter((command) => (command.group ?? 'do') === group),
  })).filter((grouped) => grouped.commands.length > 0);
}
