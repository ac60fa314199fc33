// Breakpoints as the server has them: asked for, set and removed.

import { draw } from '../../../core/draw.ts';
import { notice, say } from '../../../core/say.ts';
import { ask, command } from '../../../live/ask.ts';
import { failure, request } from '../../../live/request.ts';
import type { Breakpoint, Breakpoints } from '../../../told/debugging.ts';
import { isOver, roleAt, steer } from '../job/role.ts';
import type { DebuggedJob } from '../job/session.ts';

/** Grows when the breakpoints are others. */
let breakpointTurn = 0;

export function turnBreakpoints(): void {
  breakpointTurn += 1;
}

/** A breakpoint of a job, or of a flow for later jobs. */
export interface Stop extends Breakpoint {
  readonly job: string | null;
}

/** A breakpoint as it is to be set. */
export interface NewBreakpoint {
  routine_id: string;
  type?: Breakpoint['type'];
  once?: boolean;
  slot_name?: string | undefined;
  event_name?: string | undefined;
  label?: string | undefined;
  condition?: string;
  hit_condition?: string;
  log_message?: string;
}

export const breakpointPath = (flow: string, job: string | null): string =>
  job
    ? `api/jobs/${encodeURIComponent(job)}/breakpoints`
    : `api/flows/${encodeURIComponent(flow)}/breakpoints`;

/** The breakpoints of the job, and those for later jobs only. */
export function knownBreakpoints(
  flow: string,
  it: DebuggedJob | null,
  version: number,
): readonly Stop[] {
  const turn = `${version} ${breakpointTurn} ${it ? it.turn : 0}`;
  const stopsOf = (job: string | null): readonly Stop[] =>
    ask<Breakpoints>(breakpointPath(flow, job), turn).value?.breakpoints.map(stop => ({
      ...stop,
      job,
    })) ?? [];
  const ofFlow = stopsOf(null);
  const ofJob = it ? stopsOf(it.id) : [];
  const here = new Set(ofJob.map(stop => stop.breakpoint_id));
  return ofJob.concat(ofFlow.filter(stop => !here.has(stop.breakpoint_id)));
}

/** Sets a breakpoint on the job, or where there is none that runs on the flow; false if not. */
export async function setBreakpoint(
  flow: string,
  it: DebuggedJob | null,
  body: NewBreakpoint,
  isForLater = false,
): Promise<boolean> {
  const job = it && !isOver(it) ? it : null;
  // With it comes the lease that lets the job go on if this page is gone.
  if (job && roleAt(job) === 'free' && !(await steer(job, 'attach'))) return false;
  await request('POST', breakpointPath(flow, isForLater || !job ? null : job.id), body);
  breakpointTurn += 1;
  say(`Breakpoint set at ${body.routine_id}${job && !isForLater ? '' : ', for later jobs'}`);
  draw();
  return true;
}

export async function removeBreakpoint(flow: string, stop: Stop): Promise<void> {
  // One that came with the flow is taken from the flow as well, or it would come back with the
  // next job.
  await command(
    'Breakpoint removed',
    'DELETE',
    `${breakpointPath(flow, stop.job)}/${encodeURIComponent(stop.breakpoint_id)}`,
  );
  breakpointTurn += 1;
}

/** A click on a routine: sets a breakpoint, or removes those that are there. */
export async function toggleBreakpoint(
  flow: string,
  it: DebuggedJob | null,
  routine: string,
  stops: readonly Stop[],
): Promise<void> {
  try {
    if (stops.length) for (const stop of stops) await removeBreakpoint(flow, stop);
    else await setBreakpoint(flow, it, { routine_id: routine });
  } catch (error) {
    notice('bad', `Breakpoint: ${failure(error).message}`);
  }
}
