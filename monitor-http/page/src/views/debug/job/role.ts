// What this page may do to a job.

import { notice, say } from '../../../core/say.ts';
import { may } from '../../../core/server.ts';
import { OWNER } from '../../../live/owner.ts';
import { failure } from '../../../live/request.ts';
import type { Lane } from '../../../told/debugging.ts';
import { instruct, refresh } from './session.ts';
import type { DebuggedJob } from './session.ts';

const STEERING = {
  continue: 'Resume',
  pause: 'Pause',
  step_over: 'Step over',
  step_into: 'Step into',
  step_out: 'Step out',
  cancel: 'Cancel',
  attach: 'Take control',
};

export type Steering = keyof typeof STEERING;

/** Sends a command that changes something; true if it was done. What was refused is told. */
export async function steer(
  it: DebuggedJob,
  command: Steering,
  more: { readonly lane?: number | null; readonly steal?: boolean } = {},
): Promise<boolean> {
  try {
    await instruct(it, { command, ...more });
    say(`${STEERING[command]}: done`);
    return true;
  } catch (error) {
    notice('bad', `${STEERING[command]}: ${failure(error).message}`);
    return false;
  } finally {
    void refresh(it);
  }
}

/** What this page is to the job; it is free where nobody is in control. */
export function roleAt(it: DebuggedJob): 'controller' | 'viewer' | 'free' {
  const controller = it.session?.controller;
  return controller === OWNER ? 'controller' : controller ? 'viewer' : 'free';
}

/** Whether commands make sense now. */
export const maySteer = (it: DebuggedJob): boolean =>
  may('debug') && it.link === 'live' && roleAt(it) !== 'viewer';

export const isOver = (it: DebuggedJob): boolean =>
  ['completed', 'failed', 'cancelled'].includes(it.session?.status ?? '');

/** The lane that commands are about. */
export const heldLane = (it: DebuggedJob): Lane | undefined =>
  it.session?.lanes.find(lane => lane.lane === it.lane);
