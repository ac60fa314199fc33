// The list of runs.

import { href } from '../../core/address.ts';
import { count, isNumber, millis, percent, roughly } from '../../core/format.ts';
import { h } from '../../core/picture.ts';
import type { Child } from '../../core/picture.ts';
import { ago } from '../../core/times.ts';
import { docs } from '../../live/documents.ts';
import { empty, progressBar, waiting } from '../../parts/parts.ts';
import { state } from '../../parts/state.ts';
import { dataTable } from '../../parts/table.ts';
import type { Column } from '../../parts/table.ts';
import { runRows, runStep } from './rows.ts';
import type { RunSummary } from '../../told/runs.ts';

const RUN_COLUMNS: readonly Column<RunSummary>[] = [
  {
    id: 'run',
    title: 'Run',
    of: row => `${row.experiment_name} ${row.id}`,
    cell: row => [
      h('a', { class: 'strong', href: href('runs', [row.id]) }, row.experiment_name),
      row.id !== row.experiment_name ? h('span', { class: 'under quiet' }, row.id) : null,
    ],
  },
  {
    id: 'state',
    title: 'State',
    of: row => row.state_text,
    cell: row => state(row.state_text, row.state_kind),
  },
  {
    id: 'done',
    title: 'Done',
    isNumber: true,
    of: row => row.progress_percent,
    cell: row =>
      h(
        'div',
        { class: 'done' },
        h('b', null, percent(row.progress_percent, 0)),
        progressBar(row.progress_percent, `Progress of ${row.experiment_name}`, row.state_kind),
      ),
  },
  {
    id: 'step',
    title: 'Step',
    from: 'wide',
    of: row => row.step_name,
    cell: row => [
      h('span', { class: 'clip' }, row.step_name || '–'),
      h('span', { class: 'under quiet' }, runStep(row)),
    ],
  },
  {
    id: 'left',
    title: 'Left',
    isNumber: true,
    from: 'wide',
    of: row => row.estimated_time_remaining,
    cell: row =>
      isNumber(row.estimated_time_remaining) && row.state_kind === 'busy'
        ? roughly(row.estimated_time_remaining)
        : '–',
  },
  {
    id: 'errors',
    title: 'Errors',
    isNumber: true,
    from: 'wider',
    of: row => row.errors,
    cell: row => (row.errors ? h('span', { class: 'bad' }, count(row.errors)) : '0'),
  },
  {
    id: 'changed',
    title: 'Changed',
    isNumber: true,
    from: 'roomy',
    of: row => millis(row.last_update),
    cell: row => ago(row.last_update),
  },
];

export function runList(): Child {
  if (!docs.runs) return waiting();
  return dataTable({
    caption: 'Runs',
    columns: RUN_COLUMNS,
    rows: runRows(),
    key: row => row.id,
    sort: '-changed',
    filters: [{ id: 'state', title: 'State', of: row => row.state_text }],
    none: empty(
      'No run yet.',
      'Record any program as a run: ',
      h('code', null, 'monitor run -- COMMAND'),
      '. A program of your own holds a ',
      h('code', null, 'RunDir'),
      '.',
    ),
  });
}
