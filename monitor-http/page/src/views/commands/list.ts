// The list of commands.

import { href } from '../../core/address.ts';
import { bytes, duration, millis, percent } from '../../core/format.ts';
import { h } from '../../core/picture.ts';
import type { Child } from '../../core/picture.ts';
import { ago } from '../../core/times.ts';
import { docs } from '../../live/documents.ts';
import { empty, waiting } from '../../parts/parts.ts';
import { state } from '../../parts/state.ts';
import { dataTable } from '../../parts/table.ts';
import type { Column } from '../../parts/table.ts';
import type { Sample } from '../../told/commands.ts';
import { commandRows } from './rows.ts';
import type { CommandRow } from './rows.ts';

const ofSample =
  (key: keyof Sample, scale = 1) =>
  (row: CommandRow): number | null =>
    row.sample ? row.sample[key] * scale : null;

const COMMAND_COLUMNS: readonly Column<CommandRow>[] = [
  {
    id: 'command',
    title: 'Command',
    of: row => `${row.id} ${row.line}`,
    cell: row => [
      h('a', { class: 'strong', href: href('commands', [row.id]) }, row.id),
      h('code', { class: 'under clip quiet' }, row.line),
    ],
  },
  {
    id: 'state',
    title: 'State',
    of: row => row.state_text,
    cell: row => state(row.state_text, row.state_kind),
  },
  {
    id: 'ran',
    title: 'Ran',
    isNumber: true,
    of: ofSample('elapsed_ns', 1e-9),
    cell: row => duration(ofSample('elapsed_ns', 1e-9)(row)),
  },
  {
    id: 'cpu',
    title: 'CPU',
    isNumber: true,
    from: 'wide',
    of: ofSample('cpu_percent'),
    cell: row => (row.running ? percent(ofSample('cpu_percent')(row), 0) : '–'),
  },
  {
    id: 'cputime',
    title: 'CPU time',
    isNumber: true,
    from: 'wide',
    of: ofSample('cpu_ns', 1e-9),
    cell: row => duration(ofSample('cpu_ns', 1e-9)(row)),
  },
  {
    id: 'peak',
    title: 'Peak memory',
    isNumber: true,
    from: 'roomy',
    of: ofSample('peak_rss_bytes'),
    cell: row => bytes(ofSample('peak_rss_bytes')(row)),
  },
  {
    id: 'begun',
    title: 'Begun',
    isNumber: true,
    from: 'wider',
    of: row => millis(row.begun),
    cell: row => ago(row.begun),
  },
];

export function commandList(): Child {
  if (!docs.exec) return waiting();
  return dataTable({
    caption: 'Commands',
    columns: COMMAND_COLUMNS,
    rows: commandRows(),
    key: row => row.id,
    sort: '-begun',
    filters: [{ id: 'state', title: 'State', of: row => row.state_text }],
    none: empty(
      'No command is being sampled.',
      'A host hands in what ',
      h('code', null, 'monitor-exec'),
      ' sees of the commands it runs.',
    ),
  });
}
