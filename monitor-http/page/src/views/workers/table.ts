// The table of workers.

import { count, percent, roughly } from '../../core/format.ts';
import { h } from '../../core/picture.ts';
import type { Child } from '../../core/picture.ts';
import { VOCABULARY } from '../../core/server.ts';
import { docs, statusNow } from '../../live/documents.ts';
import { empty, tagList, waiting } from '../../parts/parts.ts';
import { state } from '../../parts/state.ts';
import { dataTable } from '../../parts/table.ts';
import type { Column } from '../../parts/table.ts';
import type { WorkerStatus } from '../../told/status.ts';

export interface WorkerRow extends WorkerStatus {
  readonly id: string;
}

export function workerRows(): readonly WorkerRow[] {
  const workers = statusNow()?.workers;
  return workers ? Object.entries(workers.workers).map(([id, worker]) => ({ id, ...worker })) : [];
}

const WORKER_COLUMNS: readonly Column<WorkerRow>[] = [
  {
    id: 'worker',
    title: 'Worker',
    of: row => row.id,
    cell: row => [
      h('span', { class: 'strong' }, row.id),
      h('span', { class: 'under quiet' }, row.host),
    ],
  },
  {
    id: 'state',
    title: 'State',
    of: row => row.status,
    cell: row => state(row.status, VOCABULARY.workers?.states[row.status]),
  },
  {
    id: 'running',
    title: 'Running',
    isNumber: true,
    from: 'roomy',
    of: row => row.running_jobs,
    cell: row => `${count(row.running_jobs)} of ${count(row.max_concurrent_jobs)}`,
  },
  {
    id: 'completed',
    title: 'Completed',
    isNumber: true,
    from: 'wide',
    of: row => row.completed_jobs,
    cell: row => count(row.completed_jobs),
  },
  {
    id: 'failed',
    title: 'Failed',
    isNumber: true,
    from: 'roomy',
    of: row => row.failed_jobs,
    cell: row => (row.failed_jobs ? h('span', { class: 'bad' }, count(row.failed_jobs)) : '0'),
  },
  {
    id: 'busy',
    title: 'Busy',
    isNumber: true,
    from: 'wide',
    of: row => row.busy_fraction,
    cell: row =>
      h(
        'span',
        { class: 'meter' },
        h('i', { style: { width: `${Math.min(100, row.busy_fraction * 100).toFixed(1)}%` } }),
        h('b', null, percent(row.busy_fraction * 100, 0)),
      ),
  },
  {
    id: 'heard',
    title: 'Heard of',
    isNumber: true,
    of: row => row.last_heartbeat,
    cell: row =>
      h(
        'span',
        { class: row.status === 'offline' ? 'bad' : '' },
        row.last_heartbeat === null ? 'never' : `${roughly(row.last_heartbeat)} ago`,
      ),
  },
  {
    id: 'tags',
    title: 'Tags',
    from: 'wider',
    of: row => row.tags.join(' '),
    cell: row => tagList(row.tags),
  },
];

export function workerTable(rows: readonly WorkerRow[], prefix: string): Child {
  if (!docs.status) return waiting();
  return dataTable({
    caption: 'Workers',
    columns: WORKER_COLUMNS,
    rows,
    key: row => row.id,
    sort: 'worker',
    prefix,
    filters: [{ id: 'state', title: 'State', of: row => row.status }],
    none: empty(
      'No worker has registered.',
      'A worker is there as soon as it emits ',
      h('code', null, 'WorkerEvent::registered'),
      ' or sends a heartbeat.',
    ),
  });
}
