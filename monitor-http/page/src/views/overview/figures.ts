// What the jobs add up to: figures, throughput and latency.

import { href, route } from '../../core/address.ts';
import { count, duration, many, percent, roughly } from '../../core/format.ts';
import { h, memo } from '../../core/picture.ts';
import type { ElementPicture } from '../../core/picture.ts';
import { now } from '../../core/times.ts';
import { docs } from '../../live/documents.ts';
import { bars } from '../../parts/bars.ts';
import type { BarLayer } from '../../parts/bars.ts';
import { dotChart } from '../../parts/dots.ts';
import type { Dot } from '../../parts/dots.ts';
import { choices, section, tiles } from '../../parts/parts.ts';
import type { Kind } from '../../told/kind.ts';
import type { Durations, Status, Throughput, WindowCounts } from '../../told/status.ts';
import { jobRows } from '../jobs/rows.ts';

export function jobFigures({ jobs, system }: Status): ElementPicture {
  const lit = (value: number, kind: Kind) => (value > 0 ? kind : null);
  return tiles([
    ['Running', count(jobs.currently_running), lit(jobs.currently_running, 'busy')],
    ['Queued', count(system.queue_depth), null, `at most ${count(system.max_queue_depth)}`],
    jobs.currently_paused ? ['Paused', count(jobs.currently_paused), 'held'] : null,
    ['Completed', count(jobs.completed_jobs), lit(jobs.completed_jobs, 'good')],
    ['Failed', count(jobs.failed_jobs), lit(jobs.failed_jobs, 'bad')],
    ['Cancelled', count(jobs.cancelled_jobs), lit(jobs.cancelled_jobs, 'warn')],
    ['Success', percent(jobs.success_rate)],
    ['Errors', count(system.error_count), lit(system.error_count, 'bad')],
    ['Up', h('span', { title: system.uptime_formatted }, roughly(system.uptime))],
  ]);
}

type SpanChoice = readonly [name: keyof Throughput, title: string, one: string, from: string];

const MINUTE: SpanChoice = ['seconds', 'The last minute', 'second', '60 s ago'];

const SPANS: Readonly<Partial<Record<string, SpanChoice>>> = {
  hour: ['minutes', 'The last hour', 'minute', '60 min ago'],
  day: ['hours', 'The last day', 'hour', '24 h ago'],
};

export function throughputCard({ throughput }: Status): ElementPicture {
  const [name, title, one, from] = SPANS[route.query.span ?? ''] ?? MINUTE;
  const spans = throughput[name];
  const layer = (name: keyof WindowCounts, kind: Kind): BarLayer => ({
    name,
    kind,
    values: spans.map(span => span[name]),
  });
  const layers = [layer('completed', 'good'), layer('failed', 'bad'), layer('cancelled', 'warn')];
  const total = spans.reduce((sum, span) => sum + span.completed + span.failed + span.cancelled, 0);
  const at = (index: number) =>
    index === spans.length - 1 ? `this ${one}` : `${many(spans.length - 1 - index, one)} ago`;
  return section(
    'Throughput',
    {
      aside: choices('span', 'Span of time', [
        ['', 'Minute'],
        ['hour', 'Hour'],
        ['day', 'Day'],
      ]),
    },
    memo(
      'throughput',
      [spans.map(span => `${span.completed},${span.failed},${span.cancelled}`).join(' '), name],
      () => bars(`${title}: ${many(total, 'job')} ended`, layers, { at, from }),
    ),
    figureTable(
      'Jobs lately',
      ['started', 'done', 'failed', 'per s'],
      [
        figures('Last minute', throughput.seconds, 60),
        figures('Last hour', throughput.minutes),
        figures('Last day', throughput.hours),
      ],
    ),
  );
}

/** What happened in a span of time; of how many seconds it is, if so many are enough for a rate. */
function figures(row: string, list: readonly WindowCounts[], seconds?: number): FigureRow {
  const sum = (key: keyof WindowCounts) => list.reduce((all, span) => all + span[key], 0);
  return [
    row,
    count(sum('started')),
    count(sum('completed')),
    count(sum('failed')),
    seconds ? (sum('completed') / seconds).toFixed(1) : '–',
  ];
}

type FigureRow = readonly [name: string, ...figures: string[]];

/** A small table of figures: the first cell of a row says what it is about. */
function figureTable(
  caption: string,
  titles: readonly string[],
  rows: readonly FigureRow[],
): ElementPicture {
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    h(
      'table',
      { class: 'small' },
      h('caption', { class: 'unseen' }, caption),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          h('th', { scope: 'col' }, h('span', { class: 'unseen' }, 'What')),
          titles.map(name => h('th', { key: name, scope: 'col', class: 'number' }, name)),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map(([row, ...cells]) =>
          h(
            'tr',
            { key: row },
            h('th', { scope: 'row' }, row),
            cells.map(value => h('td', { class: 'number' }, value)),
          ),
        ),
      ),
    ),
  );
}

export function latencyCard({ jobs }: Status): ElementPicture {
  const run = jobs.execution_time;
  const wait = jobs.queue_wait;
  const times = (name: string, of: Durations): FigureRow => [
    name,
    ...[of.p50, of.p95, of.p99, of.max].map(value => (of.count ? duration(value) : '–')),
  ];
  return section(
    'Latency',
    { aside: h('a', { href: href('jobs', [], { sort: '-run' }) }, 'Longest') },
    memo('latency', [Math.floor(now() / 500), docs.jobs], runTimes),
    figureTable(
      'Times of jobs',
      ['p50', 'p95', 'p99', 'longest'],
      [times('Run time (completed jobs)', run), times('Queue wait', wait)],
    ),
  );
}

/** Each of the last jobs as a dot: when it ended, and how long it ran. */
function runTimes(): ElementPicture {
  const ended = jobRows()
    .filter(job => job.ended && (job.run ?? 0) > 0)
    .slice(0, 400);
  const dots = (isGood: boolean) =>
    ended
      .filter(job => (job.status === 'completed') === isGood)
      .map((job): Dot => [job.ended ?? 0, job.run ?? 0])
      .reverse();
  return dotChart(
    `Run times of the last ${count(ended.length)} jobs`,
    [
      { name: 'completed', kind: 'good', points: dots(true) },
      { name: 'failed or cancelled', kind: 'bad', points: dots(false) },
    ],
    { format: duration },
  );
}
