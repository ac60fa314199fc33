// What is held: why, what caused it, and its variables.

import { h } from '../../../core/picture.ts';
import type { ElementPicture } from '../../../core/picture.ts';
import { ago } from '../../../core/times.ts';
import { empty, facts, section, waiting } from '../../../parts/parts.ts';
import { state } from '../../../parts/state.ts';
import { heldLane, isOver } from '../job/role.ts';
import { refresh } from '../job/session.ts';
import type { DebuggedJob } from '../job/session.ts';
import { evaluation } from './expression.ts';
import { variableTable } from './table.ts';

const REASONS: Readonly<Partial<Record<string, string>>> = {
  breakpoint: 'a breakpoint was hit',
  pause: 'the job was paused',
  step: 'a step ended here',
  start: 'it was started held',
};

export function heldPanel(it: DebuggedJob): ElementPicture {
  const { session } = it;
  if (!session) return section('Held', { key: 'held' }, waiting());
  if (isOver(it))
    return section(
      'Held',
      { key: 'held' },
      h('p', { class: 'quiet' }, 'The job has ended: there is nothing left to hold.'),
    );
  const lane = heldLane(it);
  if (!lane) {
    return section(
      'Held',
      { key: 'held' },
      session.status === 'paused'
        ? empty(
            'The job is paused: it is held as soon as a routine is called or hands out an event.',
          )
        : empty(
            'Nothing is held: the job runs.',
            'Click a routine to hold the job there, or pause it.',
          ),
    );
  }
  const why = REASONS[lane.reason] ?? lane.reason;
  return section(
    'Held',
    { key: 'held', class: 'heldnow', aside: state('held', 'held') },
    session.lanes.length > 1 &&
      h(
        'div',
        { class: 'choices', role: 'group', 'aria-label': 'Held activations' },
        session.lanes.map(other =>
          h(
            'button',
            {
              key: other.lane,
              type: 'button',
              'aria-pressed': String(other === lane),
              onclick: () => {
                it.lane = other.lane;
                void refresh(it);
              },
            },
            `${other.routine_id} · lane ${other.lane}`,
          ),
        ),
      ),
    facts([
      ['Where', h('span', { class: 'strong' }, lane.routine_id)],
      ['Why', `${why}${lane.breakpoint_id ? ` (${lane.breakpoint_id})` : ''}`],
      ['Since', ago(lane.held_since)],
      ['Goes on by itself', ago(lane.held_until)],
    ]),
    h('h3', null, 'What caused it'),
    h(
      'ol',
      { class: 'stack' },
      it.stack.map((frame, at) =>
        h(
          'li',
          { key: frame.frame, 'aria-current': at === it.stack.length - 1 && 'true' },
          h('span', { class: 'strong' }, frame.routine_id),
          h('span', { class: 'quiet' }, frame.slot_name && ` by ${frame.slot_name}`),
          h('span', { class: 'quiet' }, frame.line ? ` line ${frame.line}` : ''),
        ),
      ),
    ),
    h('h3', null, 'Variables'),
    it.variables ? variableTable(it, it.variables) : waiting(),
    evaluation(it),
  );
}
