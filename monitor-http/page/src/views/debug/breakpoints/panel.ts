// Breakpoints: those there are, and how they do.

import { draw } from '../../../core/draw.ts';
import { many } from '../../../core/format.ts';
import { h } from '../../../core/picture.ts';
import type { ElementPicture } from '../../../core/picture.ts';
import { may } from '../../../core/server.ts';
import { command } from '../../../live/ask.ts';
import { button, section } from '../../../parts/parts.ts';
import { sign } from '../../../parts/state.ts';
import type { Flow } from '../../../told/flows.ts';
import { isOver, maySteer } from '../job/role.ts';
import type { DebuggedJob } from '../job/session.ts';
import { breakpointPath, removeBreakpoint, turnBreakpoints } from './changes.ts';
import type { Stop } from './changes.ts';
import { breakpointForm, changeStop, isFormOpen, newStop } from './form.ts';

function breakpointRow(flow: string, it: DebuggedJob | null, stop: Stop): ElementPicture {
  const isMine = it ? maySteer(it) || isOver(it) : may('debug');
  const enable = (isOn: boolean) =>
    command(
      isOn ? 'Breakpoint enabled' : 'Breakpoint disabled',
      'PUT',
      `${breakpointPath(flow, stop.job)}/${encodeURIComponent(stop.breakpoint_id)}`,
      { enabled: isOn },
    ).then(() => {
      turnBreakpoints();
      draw();
    });
  return h(
    'li',
    { key: stop.breakpoint_id, class: `stoprow${stop.enabled ? '' : ' off'}` },
    h(
      'div',
      { class: 'line' },
      stop.job
        ? h('input', {
            type: 'checkbox',
            checked: stop.enabled,
            disabled: !isMine,
            'aria-label': `${stop.routine_id}: enabled`,
            onchange: event => enable(event.target.checked),
          })
        : h('i', { class: 'dot', 'aria-hidden': 'true' }),
      h('span', { class: 'strong' }, stop.routine_id),
      h('span', { class: 'quiet' }, stopWords(stop)),
      h('span', { class: 'quiet' }, many(stop.hit_count, 'hit')),
      button('Change', () => changeStop(stop), {
        class: 'plain',
        disabled: !isMine,
        'aria-label': `Change the breakpoint at ${stop.routine_id}`,
      }),
      button('Remove', () => removeBreakpoint(flow, stop), {
        class: 'plain',
        disabled: !isMine,
        'aria-label': `Remove the breakpoint at ${stop.routine_id}`,
      }),
    ),
    stop.condition && h('code', { class: 'condition' }, `if ${stop.condition}`),
    stop.error_count > 0 &&
      h(
        'p',
        { class: 'note bad' },
        sign('bad'),
        ` The condition had no value ${many(stop.error_count, 'time')}: ${stop.last_error}`,
      ),
  );
}

export function breakpointPanel(
  flow: Flow,
  it: DebuggedJob | null,
  stops: readonly Stop[],
): ElementPicture {
  const isMine = it && !isOver(it) ? maySteer(it) : may('debug');
  return section(
    'Breakpoints',
    {
      key: 'stops',
      aside:
        !isFormOpen() &&
        button('New breakpoint', () => newStop(flow), { id: 'bp-new', disabled: !isMine }),
    },
    stops.length
      ? h(
          'ul',
          { class: 'stops' },
          stops.map(stop => breakpointRow(flow.flow_id, it, stop)),
        )
      : !isFormOpen() &&
          h(
            'p',
            { class: 'quiet' },
            'None yet. Click a routine above, or make one with a condition.',
          ),
    breakpointForm(flow, it),
  );
}

function stopWords(stop: Stop): string {
  const at = stop.slot_name || stop.event_name || stop.label;
  return [
    {
      routine: '',
      slot: `slot ${at}`,
      event: `event ${at}`,
      error: 'when it fails',
      label: `label ${at}`,
    }[stop.type],
    stop.hit_condition && `hits ${stop.hit_condition}`,
    stop.once && 'once',
    stop.log_message && `log “${stop.log_message}”`,
    !stop.job && 'later jobs',
  ]
    .filter(word => word)
    .join(' · ');
}
