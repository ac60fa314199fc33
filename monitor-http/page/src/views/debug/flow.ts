// One flow, and one job of it.

import { href, route } from '../../core/address.ts';
import { draw } from '../../core/draw.ts';
import { duration } from '../../core/format.ts';
import { h } from '../../core/picture.ts';
import type { Child, ElementPicture } from '../../core/picture.ts';
import { may } from '../../core/server.ts';
import { ask } from '../../live/ask.ts';
import { button, empty, failed, section, waiting } from '../../parts/parts.ts';
import type { Flow, Flows, JobMetrics } from '../../told/flows.ts';
import { debugBeat } from './beat.ts';
import { knownBreakpoints, toggleBreakpoint } from './breakpoints/changes.ts';
import type { Stop } from './breakpoints/changes.ts';
import { breakpointPanel } from './breakpoints/panel.ts';
import { flowGraph } from './graph/graph.ts';
import { heldPanel } from './held/panel.ts';
import { tracePanel } from './held/trace.ts';
import { isOver, maySteer, roleAt, steer } from './job/role.ts';
import { debugJob, debugged } from './job/session.ts';
import type { DebuggedJob } from './job/session.ts';
import { jobBar } from './jobbar.ts';
import { jobsOf } from './jobs.ts';
import { later, redirect } from './later.ts';
import { steering } from './steering.ts';

export function flowView(flowId: string, jobId: string | undefined): Child {
  const answer = ask<Flows>('api/flows', debugBeat >> 3);
  if (!answer.value) return answer.error ? failed('The flows', answer.error) : waiting();
  const flow = answer.value.flows.find(one => one.flow_id === flowId);
  if (!flow) return jobInstead(flowId);
  const { jobs } = jobsOf(flowId);
  if (!jobs) return waiting();
  const newest = jobs.findLast(job => ['running', 'paused'].includes(job.status)) || jobs.at(-1);
  if (!jobId && newest) return redirect([flowId], [flowId, newest.job_id]);
  later(() => {
    if (route.view === 'debug') debugJob(route.rest[1] ?? null);
  });
  const it = debugged && debugged.id === jobId ? debugged : null;
  const stops = knownBreakpoints(flowId, it, debugBeat >> 1);
  return [
    jobBar(flow, jobs, jobId, it, newest),
    it && debugNotes(it),
    it && steering(it),
    graphPanel(flow, it, stops),
    h(
      'div',
      { key: 'columns', class: 'columns' },
      h('div', { key: 'left' }, it ? heldPanel(it) : null),
      h('div', { key: 'right' }, breakpointPanel(flow, it, stops), it ? tracePanel(it) : null),
    ),
  ];
}

/** What has no flow of that name may be a job. */
function jobInstead(id: string): Child {
  const { jobs, error } = jobsOf(null);
  const job = jobs?.find(one => one.job_id === id);
  if (job) return redirect([id], [job.flow_id, id]);
  return error
    ? failed('The jobs', error)
    : jobs
      ? empty(
          `Flow or job ${id} not found.`,
          'Only the newest jobs are kept. ',
          h('a', { href: href('debug') }, 'To all flows'),
        )
      : waiting();
}

function debugNotes(it: DebuggedJob): Child {
  const { link, session } = it;
  if (link === 'refused')
    return h(
      'div',
      { key: 'note', class: 'note bad', role: 'alert' },
      `${it.error}. It may have been forgotten: only the newest jobs are kept.`,
    );
  if (link === 'lost') {
    const lease = session && session.lease_s ? duration(session.lease_s) : 'the time of the lease';
    return h(
      'div',
      { key: 'note', class: 'note bad', role: 'alert' },
      h('strong', null, 'Connection to this job lost. '),
      it.wasController
        ? [
            `You had control. If the page is not back within ${lease}, `,
            'what is held goes on by itself. ',
          ].join('')
        : 'The data is not current. ',
      'The page retries automatically.',
    );
  }
  if (!may('debug'))
    return h(
      'div',
      { key: 'note', class: 'note' },
      'Read-only: this server does not allow debugging commands. ',
      h('code', null, 'monitor serve --control debug'),
      ' allows it.',
    );
  if (session && !isOver(it) && roleAt(it) === 'viewer') {
    return h(
      'div',
      { key: 'note', class: 'note warn', role: 'status' },
      h('strong', null, `${session.controller} controls this job; you look on. `),
      'You are a viewer: you see everything and cannot change anything. ',
      button('Take control', () => steer(it, 'attach', { steal: true })),
    );
  }
  return null;
}

function graphPanel(flow: Flow, it: DebuggedJob | null, stops: readonly Stop[]): ElementPicture {
  const metrics = it
    ? ask<JobMetrics>(`api/jobs/${encodeURIComponent(it.id)}/metrics`, `${debugBeat} ${it.turn}`)
        .value
    : null;
  const held = new Set(it?.session?.lanes.map(lane => lane.routine_id));
  const isRunning = it?.session?.status === 'running';
  const isDisabled = it && !isOver(it) ? !maySteer(it) : !may('debug');
  const frame = document.querySelector('.graphroom');
  const main = document.getElementById('main');
  const room = Math.max(
    200,
    frame ? frame.clientWidth : (main ? main.clientWidth : window.innerWidth) - 100,
  );
  const figures = (id: string) => {
    const one = metrics?.routine_metrics[id];
    return one
      ? { started: one.execution_count, failed: one.error_count }
      : metrics
        ? { started: 0, failed: 0 }
        : null;
  };
  return section(
    'Routines',
    {
      key: 'graph',
      aside: h(
        'span',
        { class: 'quiet' },
        isDisabled ? 'calls of this job' : 'a click sets a breakpoint, another one removes it',
      ),
    },
    h(
      'div',
      { class: 'scroll graphroom', mounted: () => later(draw) },
      flowGraph(flow, room, id => {
        const own = stops.filter(stop => stop.routine_id === id);
        return {
          figures: figures(id),
          isHeld: held.has(id),
          isOpen: isRunning && (it.open.get(id) ?? 0) > 0,
          stops: own,
          isDisabled,
          isRemote: own.length > 0 && own.every(stop => !stop.job),
          onclick: () => void toggleBreakpoint(flow.flow_id, it, id, own),
        };
      }),
    ),
  );
}
