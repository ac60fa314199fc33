// One job: what is known of it, what happened to it, and its trace.

import { href } from '../../core/address.ts';
import { count, duration, isNumber, millis } from '../../core/format.ts';
import type { Figure } from '../../core/format.ts';
import { h } from '../../core/picture.ts';
import type { Child, ElementPicture } from '../../core/picture.ts';
import { has } from '../../core/server.ts';
import { ago, now, since } from '../../core/times.ts';
import { NOT_ASKED, ask } from '../../live/ask.ts';
import { docs } from '../../live/documents.ts';
import { empty, facts, progressBar, section, tagList, waiting } from '../../parts/parts.ts';
import { sign } from '../../parts/state.ts';
import { dataTable } from '../../parts/table.ts';
import type { Column } from '../../parts/table.ts';
import type { Event, Events } from '../../told/events.ts';
import type { FlowJobs, JobMetrics, RoutineMetrics, Trace } from '../../told/flows.ts';
import { EVENT_COLUMNS } from '../events/columns.ts';
import { lifeChart, traceChart } from './lives.ts';
import { isRunning, jobRow, jobState } from './rows.ts';
import type { JobRow } from './rows.ts';

export function jobPage(id: string): Child {
  const known = docs.jobs && docs.jobs.jobs[id];
  const row = known ? jobRow(known) : null;
  const isOpen = !row || !row.ended;
  const beat = isOpen ? Math.floor(now() / 1000) : 'ended';
  const told = has('feed')
    ? ask<Events>(
        `api/v1/events?job=${encodeURIComponent(id)}&limit=1000`,
        row ? `${row.latest} ${beat}` : beat,
      )
    : NOT_ASKED;
  const flow = isOfFlow(id, beat)
    ? ask<JobMetrics>(`api/jobs/${encodeURIComponent(id)}/metrics`, beat)
    : NOT_ASKED;
  const trace = flow.value
    ? ask<Trace>(`api/jobs/${encodeURIComponent(id)}/trace?limit=2000`, flow.value.total_events)
    : NOT_ASKED;
  const list = (told.value && told.value.events) || [];
  if (!row && !list.length && !flow.value) {
    if (told.isLoading || flow.isLoading || (has('jobs') && !docs.jobs)) return waiting();
    return empty(
      'Job not found, or no longer kept.',
      'Only the newest jobs and events are kept. ',
      h('a', { href: href('jobs') }, 'To all jobs'),
    );
  }
  return [
    h(
      'div',
      { class: 'bar' },
      jobState(row ? row.status : flow.value ? flow.value.status : 'unknown'),
      has('flows') && flow.value
        ? h('a', { class: 'button', href: href('debug', [id]) }, 'Debug')
        : null,
      docs.exec && docs.exec.commands[id]
        ? h('a', { class: 'button', href: href('commands', [id]) }, 'Its command')
        : null,
    ),
    row && row.error ? h('div', { class: 'note bad' }, sign('bad'), ' ', row.error) : null,
    row ? jobFacts(row, list) : null,
    flow.value ? flowFacts(flow.value) : null,
    trace.value && trace.value.events.length ? section('Trace', {}, traceChart(trace.value)) : null,
    list.length
      ? section(
          'History',
          {},
          lifeChart(list),
          dataTable({
            caption: 'Events of the job',
            columns: EVENT_COLUMNS.filter(column => column.id !== 'job'),
            rows: list.slice().reverse(),
            key: event => event.seq,
            prefix: 'e-',
          }),
        )
      : null,
  ];
}

/** Whether a flow has this job: what is not there is not asked for. */
function isOfFlow(id: string, beat: string | number): boolean {
  const list = has('flows') ? ask<FlowJobs>('api/jobs?limit=1000', beat).value : null;
  return list?.jobs.some(job => job.job_id === id) ?? false;
}

function jobFacts(row: JobRow, list: readonly Event[]): ElementPicture {
  const progress = list.filter(event => isNumber(event.data.progress)).pop();
  const waitedTo = row.started || now();
  return section(
    'Facts',
    {},
    progress && !row.ended ? progressBar(progress.data.progress, 'Progress of the job') : null,
    facts([
      ['Name', row.name],
      ['Run time', row.ended ? duration(row.run) : isRunning(row) ? since(row.started) : null],
      [
        'Waited',
        row.created_at && row.started ? duration((waitedTo - millis(row.created_at)) / 1000) : null,
      ],
      ['Worker', row.worker_id],
      ['Tries', row.attempts],
      ['Priority', row.priority],
      ['Tags', row.tags.length ? tagList(row.tags) : null],
      ['Made', row.created_at && ago(row.created_at)],
      ['Ended', row.ended && ago(row.ended / 1000)],
    ]),
  );
}

function flowFacts(metrics: JobMetrics): ElementPicture {
  const number = (
    id: string,
    title: string,
    key: Exclude<keyof RoutineMetrics, 'routine_id'>,
    format: (value: Figure) => string = count,
    from?: 'wide',
  ): Column<RoutineMetrics> => ({
    id,
    title,
    isNumber: true,
    from,
    of: row => row[key],
    cell: row => format(row[key]),
  });
  return section(
    'Routines',
    {
      aside: metrics.dropped_events
        ? h('span', { class: 'quiet' }, `${count(metrics.dropped_events)} old events are not kept`)
        : null,
    },
    facts([
      ['Flow', metrics.flow_id],
      ['Ran', duration(metrics.duration)],
      ['Held', metrics.held_ms > 0 ? duration(metrics.held_ms / 1000) : null],
      ['Activations', count(metrics.total_routines)],
      ['Failed', metrics.failed_routines ? count(metrics.failed_routines) : null],
    ]),
    dataTable({
      caption: 'Routines',
      rows: Object.values(metrics.routine_metrics),
      key: row => row.routine_id,
      prefix: 'r-',
      sort: '-total',
      columns: [
        { id: 'routine', title: 'Routine', of: row => row.routine_id, cell: row => row.routine_id },
        number('runs', 'Runs', 'execution_count'),
        number('total', 'Total', 'total_duration', duration),
        number('mean', 'Mean', 'avg_duration', duration, 'wide'),
        number('longest', 'Longest', 'max_duration', duration, 'wide'),
        number('errors', 'Errors', 'error_count'),
      ],
    }),
  );
}
