// The bar above a flow: which job is looked into, and how to start one.

import { go, href } from '../../core/address.ts';
import { h } from '../../core/picture.ts';
import type { Child, ElementPicture } from '../../core/picture.ts';
import { VOCABULARY, may } from '../../core/server.ts';
import { command } from '../../live/ask.ts';
import { OWNER } from '../../live/owner.ts';
import { button } from '../../parts/parts.ts';
import { state } from '../../parts/state.ts';
import type { Flow, FlowJob } from '../../told/flows.ts';
import { beatOn } from './beat.ts';
import { isOver, roleAt } from './job/role.ts';
import type { DebuggedJob } from './job/session.ts';

type KnownJob = Pick<FlowJob, 'job_id' | 'status'>;

export function jobBar(
  flow: Flow,
  jobs: readonly FlowJob[],
  jobId: string | undefined,
  it: DebuggedJob | null,
  newest: FlowJob | undefined,
): ElementPicture {
  const known: KnownJob[] = jobs.slice(-40).reverse();
  if (jobId && !known.some(job => job.job_id === jobId))
    known.push(jobs.find(job => job.job_id === jobId) || { job_id: jobId, status: 'unknown' });
  const status = it?.session?.status ?? known.find(job => job.job_id === jobId)?.status;
  return h(
    'div',
    { key: 'jobbar', class: 'line jobbar' },
    known.length > 0 &&
      h(
        'label',
        { class: 'field' },
        h('span', null, 'Job'),
        h(
          'select',
          {
            value: jobId,
            onchange: event => go(href('debug', [flow.flow_id, event.target.value])),
            updated: node => {
              node.value = jobId ?? '';
            },
          },
          known.map(job =>
            h(
              'option',
              { key: job.job_id, value: job.job_id, selected: job.job_id === jobId },
              `${job.job_id}: ${(job.job_id === it?.id && it.session?.status) || job.status}`,
            ),
          ),
        ),
      ),
    status && state(status === 'paused' ? 'held' : status, VOCABULARY.flows?.states[status]),
    it?.session?.controller &&
      h(
        'span',
        { class: 'quiet' },
        roleAt(it) === 'controller'
          ? `You control it, as ${OWNER}`
          : `Controlled by ${it.session.controller}`,
      ),
    startButtons(flow),
    it &&
      isOver(it) &&
      newest &&
      newest.job_id !== jobId &&
      ['running', 'paused'].includes(newest.status) &&
      h(
        'a',
        { href: href('debug', [flow.flow_id, newest.job_id]) },
        `Switch to ${newest.job_id}, which is running`,
      ),
  );
}

/** Starts a job where nothing leads to: at the first routine that no other one calls. */
function startButtons(flow: Flow): Child {
  const targets = new Set(flow.connections.map(connection => connection.target_routine));
  const entry =
    Object.values(flow.routines).find(routine => !targets.has(routine.routine_id)) ||
    Object.values(flow.routines)[0];
  if (!entry || !entry.slots.length) return null;
  const start = (isHeld: boolean) => async () => {
    const job = await command<FlowJob>('Job started', 'POST', 'api/jobs', {
      flow_id: flow.flow_id,
      entry_routine_id: entry.routine_id,
      entry_slot: entry.slots[0],
      start_held: isHeld,
    });
    if (job?.job_id) {
      beatOn();
      go(href('debug', [flow.flow_id, job.job_id]));
    }
  };
  return h(
    'span',
    { class: 'line push' },
    button('Start a job', start(false), { disabled: !may('debug') }),
    button('Start one held', start(true), {
      disabled: !may('debug'),
      title: 'It is held where it begins',
    }),
  );
}
