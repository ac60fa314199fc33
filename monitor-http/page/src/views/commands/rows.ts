// The rows of commands.

import { docs } from '../../live/documents.ts';
import type { CommandStatus, Commands } from '../../told/commands.ts';

/** A command with its words as one line. */
export interface CommandRow extends CommandStatus {
  readonly line: string;
}

let commandRowsOf: Commands | undefined;
let commandRowsMade: readonly CommandRow[] = [];
const commandRowKept = new WeakMap<CommandStatus, CommandRow>();

/** The commands, the newest first. */
export function commandRows(): readonly CommandRow[] {
  const { exec } = docs;
  if (exec !== commandRowsOf) {
    commandRowsOf = exec;
    commandRowsMade = exec
      ? exec.order.flatMap(id => {
          const one = exec.commands[id];
          return one ? [commandRow(one)] : [];
        })
      : [];
  }
  return commandRowsMade;
}

/** The row of a command: the same one as long as it is the same command. */
function commandRow(one: CommandStatus): CommandRow {
  const line = one.command.join(' ');
  const row = commandRowKept.get(one) ?? { ...one, line };
  commandRowKept.set(one, row);
  return row;
}
