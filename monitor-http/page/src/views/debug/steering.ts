// Steering a job: the buttons, and their keys.

import { draw } from '../../core/draw.ts';
import { isField } from '../../core/fields.ts';
import { remember, remembered } from '../../core/memory.ts';
import { h } from '../../core/picture.ts';
import type { ElementPicture } from '../../core/picture.ts';
import { isOver, maySteer, steer } from './job/role.ts';
import type { Steering } from './job/role.ts';
import { debugged } from './job/session.ts';
import type { DebuggedJob } from './job/session.ts';

let hasDebugKeys = remembered('debug keys', true);

/** A button, its key, and whether it makes sense now. */
type Step = readonly [
  command: Steering,
  words: string,
  key: string,
  isNow: (it: DebuggedJob) => boolean,
];

const STEPS: readonly Step[] = [
  ['continue', 'Resume', 'c', it => it.session?.status === 'paused'],
  ['pause', 'Pause', 'p', it => it.session?.status === 'running'],
  ['step_over', 'Step over', 'n', it => it.lane !== null],
  ['step_into', 'Step into', 's', it => it.lane !== null],
  ['step_out', 'Step out', 'o', it => it.lane !== null],
];

function mayStep(it: DebuggedJob, [, , , isNow]: Step): boolean {
  return Boolean(it.session) && maySteer(it) && !isOver(it) && isNow(it);
}

function step(it: DebuggedJob, [name]: Step): Promise<boolean> {
  return steer(it, name, name.startsWith('step') ? { lane: it.lane } : {});
}

export function steering(it: DebuggedJob): ElementPicture {
  const turn = (isOn: boolean) => {
    hasDebugKeys = isOn;
    remember('debug keys', hasDebugKeys);
    draw();
  };
  return h(
    'div',
    { key: 'steer', class: 'steer', role: 'toolbar', 'aria-label': 'Steer the job' },
    STEPS.map((one, at) =>
      h(
        'button',
        {
          key: one[0],
          type: 'button',
          class: at === 0 ? 'main' : null,
          disabled: !mayStep(it, one),
          'aria-keyshortcuts': hasDebugKeys ? one[2] : null,
          onclick: () => step(it, one),
        },
        one[1],
        hasDebugKeys && h('kbd', { 'aria-hidden': 'true' }, one[2]),
      ),
    ),
    h(
      'button',
      {
        key: 'cancel',
        type: 'button',
        class: 'danger',
        disabled: !it.session || !maySteer(it) || isOver(it),
        onclick: () => {
          if (window.confirm(`Cancel ${it.id}? This cannot be undone.`)) void steer(it, 'cancel');
        },
      },
      'Cancel the job',
    ),
    h(
      'label',
      { class: 'check push' },
      h('input', {
        type: 'checkbox',
        checked: hasDebugKeys,
        onchange: event => turn(event.target.checked),
      }),
      ' Keys',
    ),
  );
}

export function debugKey(event: KeyboardEvent): void {
  if (
    !hasDebugKeys ||
    !debugged ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    event.repeat ||
    isField(event.target)
  )
    return;
  const one = STEPS.find(([, , key]) => key === event.key);
  if (event.key === 'e') {
    const field = document.getElementById('expression');
    if (field) {
      event.preventDefault();
      field.focus();
    }
  }
  if (!one || !mayStep(debugged, one)) return;
  event.preventDefault();
  void step(debugged, one);
}
