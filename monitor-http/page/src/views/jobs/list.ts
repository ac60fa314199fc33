// The lists of jobs: one by one, or what they add up to in groups.

import { href, route } from '../../core/address.ts';
import { count, duration, percent } from '../../core/format.ts';
import type { Figure } from '../../core/format.ts';
import { h } from '../../core/picture.ts';
import type { Child } from '../../core/picture.ts';
import { VOCABULARY, has } from '../../core/server.ts';
import { ago, now, since } from '../../core/times.ts';
import { docs, statusNow } from '../../live/documents.ts';
import { choices, empty, tagList, waiting } from '../../parts/parts.ts';
import { dataTable } from '../../parts/table.ts';
import type { Column } from '../../parts/table.ts';
import type { GroupSummary } from '../../told/status.ts';
import { flowJobRows, isRunning, jobRows, jobState } from './rows.ts';
import type { JobRow } from './rows.ts';

const JOB_COLUMNS: readonly Column<JobRow>[] = [
  {
    id: 'job',
    title: 'Job',
    of: row => `${row.job_id} ${row.name}`,
    cell: row => [
      h('a', { class: 'strong', href: href('jobs', [row.job_id]) }, row.job_id),
      row.name !== row.job_id ? h('span', { class: 'under quiet' }, row.name) : null,
    ],
  },
  { id: 'state', title: 'State', of: row => row.status, cell: row => jobState(row.status) },
  {
    id: 'run',
    title: 'Run time',
    isNumber: true,
    of: row => (row.ended ? row.run : isRunning(row) ? (now() - row.started) / 1000 : null),
    cell: row => (row.ended ? duration(row.run) : isRunning(row) ? since(row.started) : '–'),
  },
  {
    id: 'when',
    title: 'Changed',
    isNumber: true,
    from: 'roomy',
    of: row => row.latest,
    cell: row => ago(row.latest / 1000),
  },
  {
    id: 'worker',
    title: 'Worker',
    from: 'wide',
    of: row => row.worker_id,
    cell: row => row.worker_id || '–',
  },
  {
    id: 'tries',
    title: 'Tries',
    isNumber: true,
    from: 'wider',
    of: row => row.attempts,
    cell: row => count(row.attempts),
  },
  {
    id: 'priority',
    title: 'Priority',
    from: 'wider',
    of: row => VOCABULARY.jobs?.priorities.indexOf(row.priority),
    cell: row => row.priority,
  },
  {
    id: 'more',
    title: 'Tags and errors',
    from: 'wide',
    noSort: true,
    of: row => `${row.error || ''} ${row.tags.join(' ')}`,
    cell: row => [
      row.error ? h('span', { class: 'clip bad' }, row.error) : null,
      tagList(row.tags),
    ],
  },
];

export function jobLists(): Child {
  const group = route.query.by;
  const lists = choices('by', 'Group by', [
    ['', 'One by one'],
    ['name', 'By name'],
    ['tag', 'By tag'],
    ['priority', 'By priority'],
  ]);
  if (group) return [h('div', { class: 'bar' }, lists), groupTable(group)];
  if (has('jobs') && !docs.jobs) return [h('div', { class: 'bar' }, lists), waiting()];
  const rows = flowJobRows().concat(jobRows());
  return [
    h('div', { class: 'bar' }, lists),
    dataTable({
      caption: 'Jobs',
      columns: JOB_COLUMNS,
      rows,
      key: row => row.job_id,
      sort: '-when',
      filters: [
        { id: 'state', title: 'State', of: row => row.status },
        { id: 'tag', title: 'Tag', of: row => row.tags },
        { id: 'worker', title: 'Worker', of: row => row.worker_id },
      ],
      none: empty(
        'No job yet.',
        'Jobs appear here when the host emits ',
        h('code', null, 'job.created'),
        ' or ',
        h('code', null, 'job.started'),
        '.',
      ),
    }),
    rows.length >= 1000
      ? h(
          'p',
          { class: 'quiet' },
          'Only the newest 1,000 jobs are listed one by one; the figures count all.',
        )
      : null,
  ];
}

type GroupRow = GroupSummary & { readonly id: string };
type Figures = keyof Omit<GroupSummary, 'id'>;

function groupTable(group: string): Child {
  const { names, tags, priorities } = statusNow() ?? {};
  const groups = new Map(Object.entries({ name: names, tag: tags, priority: priorities })).get(
    group,
  );
  if (!groups) return waiting();
  const rows: readonly GroupRow[] = Object.entries(groups).map(([id, figures]) => ({
    id,
    ...figures,
  }));
  const number = (
    id: string,
    title: string,
    key: Figures,
    format: (value: Figure) => string = count,
  ): Column<GroupRow> => ({
    id,
    title,
    isNumber: true,
    of: row => row[key],
    cell: row => format(row[key]),
  });
  return dataTable({
    caption: `Jobs by ${group}`,
    rows,
    key: row => row.id,
    sort: '-started',
    columns: [
      {
        id: group,
        title: group.charAt(0).toUpperCase() + group.slice(1),
        of: row => row.id,
        cell: row =>
          group === 'tag'
            ? h('a', { href: href('jobs', [], { tag: row.id }) }, row.id)
            : group === 'name'
              ? h('a', { href: href('jobs', [], { q: row.id }) }, row.id)
              : row.id,
      },
      number('started', 'Started', 'total_jobs'),
      number('completed', 'Completed', 'completed_jobs'),
      number('failed', 'Failed', 'failed_jobs'),
      { ...number('cancelled', 'Cancelled', 'cancelled_jobs'), from: 'wide' },
      { ...number('success', 'Success', 'success_rate', percent), from: 'wide' },
      number('time', 'Mean time', 'avg_execution_time', duration),
    ],
    none: empty(`No job has a ${group}.`),
  });
}
