// The jobs of flows.

import { ask } from '../../live/ask.ts';
import type { Failure } from '../../live/request.ts';
import type { FlowJob, FlowJobs } from '../../told/flows.ts';
import { debugBeat } from './beat.ts';

const AT_ONCE = 1000;

/** The jobs of a flow, or of all; the newest are the last. */
export function jobsOf(flow: string | null): { jobs?: readonly FlowJob[]; error?: Failure } {
  const of = flow ? `&flow_id=${encodeURIComponent(flow)}` : '';
  const path = `api/jobs?limit=${AT_ONCE}${of}`;
  const first = ask<FlowJobs>(path, debugBeat);
  const total = first.value?.total ?? 0;
  const { value, error } =
    total > AT_ONCE ? ask<FlowJobs>(`${path}&offset=${total - AT_ONCE}`, debugBeat) : first;
  return { error, jobs: value?.jobs };
}
