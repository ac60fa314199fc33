// A flow as a drawing: its routines are buttons that set and remove breakpoints.

import { count, many } from '../../../core/format.ts';
import { h } from '../../../core/picture.ts';
import type { ElementPicture } from '../../../core/picture.ts';
import { empty } from '../../../parts/parts.ts';
import { state } from '../../../parts/state.ts';
import type { Breakpoint } from '../../../told/debugging.ts';
import type { Flow, Routine } from '../../../told/flows.ts';
import { placed } from './layout.ts';
import type { Box } from './layout.ts';

/** What stands on a routine: counts, whether it is held, its breakpoints. */
export interface RoutineLook {
  readonly figures: { readonly started: number; readonly failed: number } | null;
  readonly isHeld: boolean;
  /** Whether it is at work. */
  readonly isOpen: boolean;
  readonly stops: readonly Breakpoint[];
  readonly onclick: () => void;
  readonly isDisabled: boolean;
  /** Whether its breakpoints are for later jobs only. */
  readonly isRemote: boolean;
}

function routineNode(
  id: string,
  routine: Routine | undefined,
  box: Box,
  { figures, isHeld, isOpen, stops, onclick, isDisabled, isRemote }: RoutineLook,
): ElementPicture {
  const conditions = stops.flatMap(stop => stop.condition || []).join(' or ');
  const words = [
    figures &&
      `called ${many(figures.started, 'time')}${figures.failed ? `, failed ${figures.failed}` : ''}`,
    isHeld && 'held here',
    isOpen && !isHeld && 'at work',
    stops.length ? `breakpoint${conditions ? ` if ${conditions}` : ''}` : 'no breakpoint',
    isRemote && 'for later jobs',
  ];
  return h(
    'button',
    {
      key: id,
      type: 'button',
      class: `routine${isHeld ? ' held' : isOpen ? ' busy' : ''}${stops.length ? ' stop' : ''}`,
      'aria-pressed': String(stops.length > 0),
      'data-routine': id,
      disabled: isDisabled,
      title: stops.length ? 'Remove the breakpoint' : 'Set a breakpoint',
      onclick,
      style: {
        left: `${box.x}px`,
        top: `${box.y}px`,
        width: `${box.width}px`,
        height: `${box.height}px`,
      },
    },
    h(
      'span',
      { class: 'strong' },
      h('i', {
        class: `dot${stops.length && stops.every(stop => !stop.enabled) ? ' off' : ''}`,
        'aria-hidden': 'true',
      }),
      h('span', null, id),
      h('span', { class: 'unseen' }, `, ${words.filter(word => word).join(', ')}`),
    ),
    h(
      'span',
      { class: 'quiet', 'aria-hidden': 'true' },
      isHeld
        ? state('held', 'held')
        : isOpen
          ? state('at work', 'busy')
          : routine && routine.class_name !== id
            ? routine.class_name
            : '',
    ),
    h(
      'span',
      { class: 'quiet number', 'aria-hidden': 'true' },
      figures
        ? [
            `${count(figures.started)}×`,
            figures.failed > 0 && h('span', { class: 'bad' }, ` ${count(figures.failed)} failed`),
          ]
        : '',
    ),
  );
}

/** The drawing of a flow; `of(id)` says what stands on a routine. */
export function flowGraph(
  flow: Flow,
  room: number,
  of: (id: string) => RoutineLook,
): ElementPicture {
  const ids = Object.keys(flow.routines);
  if (!ids.length) return empty('This flow has no routines.');
  const plan = placed(ids, flow.connections, room);
  return h(
    'div',
    {
      class: 'graph',
      role: 'group',
      'aria-label': `The routines of ${flow.flow_id}`,
      style: { width: `${plan.width}px`, height: `${plan.height}px` },
    },
    h(
      'svg',
      {
        width: plan.width,
        height: plan.height,
        viewBox: `0 0 ${plan.width} ${plan.height}`,
        'aria-hidden': 'true',
      },
      h(
        'defs',
        null,
        h(
          'marker',
          {
            id: 'tip',
            viewBox: '0 0 8 8',
            refX: 3,
            refY: 4,
            markerWidth: 7,
            markerHeight: 7,
            orient: 'auto-start-reverse',
          },
          h('path', { d: 'M0 0 8 4 0 8z' }),
        ),
      ),
      plan.edges.map(edge =>
        h('path', {
          key: `${edge.source} ${edge.target}`,
          class: 'edge',
          d: edge.d,
          'marker-end': 'url(#tip)',
        }),
      ),
      plan.edges.map(edge =>
        h(
          'text',
          {
            key: `${edge.source} ${edge.target} label`,
            x: edge.x,
            y: edge.y - (plan.isDown ? -4 : 7),
            'text-anchor': 'middle',
          },
          shortened(edge.labels.join(', '), plan.isDown ? 24 : 16),
        ),
      ),
    ),
    plan.routines.map(({ id, box }) => routineNode(id, flow.routines[id], box, of(id))),
  );
}

export const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;
