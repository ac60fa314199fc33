// The list of flows.

import { href } from '../../core/address.ts';
import { count } from '../../core/format.ts';
import { h } from '../../core/picture.ts';
import type { Child } from '../../core/picture.ts';
import { ask } from '../../live/ask.ts';
import { empty, failed, section, waiting } from '../../parts/parts.ts';
import { state } from '../../parts/state.ts';
import { dataTable } from '../../parts/table.ts';
import type { Flow, Flows } from '../../told/flows.ts';
import { debugBeat } from './beat.ts';
import { debugJob } from './job/session.ts';
import { jobsOf } from './jobs.ts';
import { later } from './later.ts';

export function flowList(): Child {
  later(() => debugJob(null));
  const flows = ask<Flows>('api/flows', debugBeat >> 3);
  if (!flows.value) return flows.error ? failed('The flows', flows.error) : waiting();
  const jobs = jobsOf(null).jobs ?? [];
  const held = jobs.filter(job => job.status === 'paused');
  const of = (flow: Flow, status: string) =>
    jobs.filter(job => job.flow_id === flow.flow_id && job.status === status).length;
  return [
    held.length > 0 &&
      section(
        'Held now',
        { key: 'now' },
        h(
          'ul',
          { class: 'plainlist' },
          held.map(job =>
            h(
              'li',
              { key: job.job_id },
              h('a', { href: href('debug', [job.flow_id, job.job_id]) }, job.job_id),
              ' ',
              state('held', 'held'),
            ),
          ),
        ),
      ),
    section(
      'Flows',
      { key: 'flows' },
      dataTable({
        caption: 'Flows',
        rows: flows.value.flows,
        key: flow => flow.flow_id,
        sort: 'flow',
        deps: flow => [of(flow, 'running'), of(flow, 'paused'), of(flow, 'failed')],
        none: empty(
          'No flow yet.',
          'A host shows its flows by ',
          h('code', null, 'Sources::flows'),
          '.',
        ),
        columns: [
          {
            id: 'flow',
            title: 'Flow',
            of: flow => flow.flow_id,
            cell: flow => h('a', { href: href('debug', [flow.flow_id]) }, flow.flow_id),
          },
          {
            id: 'routines',
            title: 'Routines',
            isNumber: true,
            of: flow => Object.keys(flow.routines).length,
            cell: flow => count(Object.keys(flow.routines).length),
          },
          {
            id: 'running',
            title: 'Running',
            isNumber: true,
            of: flow => of(flow, 'running'),
            cell: flow => count(of(flow, 'running')),
          },
          {
            id: 'held',
            title: 'Held',
            isNumber: true,
            of: flow => of(flow, 'paused'),
            cell: flow => count(of(flow, 'paused')),
          },
          {
            id: 'failed',
            title: 'Failed',
            isNumber: true,
            from: 'wide',
            of: flow => of(flow, 'failed'),
            cell: flow => count(of(flow, 'failed')),
          },
        ],
      }),
    ),
  ];
}
