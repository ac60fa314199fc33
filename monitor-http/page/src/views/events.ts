// Events as they come, the newest first, held still while somebody reads.

import { draw } from '../core/draw.ts';
import { count } from '../core/format.ts';
import { h } from '../core/picture.ts';
import { has } from '../core/server.ts';
import type { View } from '../frame/view.ts';
import { droppedEvents, events as lastEvents } from '../live/documents.ts';
import { button, empty } from '../parts/parts.ts';
import { dataTable } from '../parts/table.ts';
import type { Event } from '../told/events.ts';
import { EVENT_COLUMNS } from './events/columns.ts';

let heldEvents: readonly Event[] | null = null;

/** New rows are made so often and no more, milliseconds: nobody reads faster. */
const EVENTS_EVERY = 400;

let shownEvents: readonly Event[] = [];

let shownEventsAt = -Infinity;

let laterEvents = 0;

export const events: View = {
  name: 'events',
  title: 'Events',
  order: 80,
  topics: ['events'],
  isThere: () => has('feed') && has('status'),
  end: () => {
    heldEvents = null;
    shownEventsAt = -Infinity;
  },
  show: () => {
    const all = heldEvents || latestEvents();
    return [
      h(
        'div',
        { class: 'bar' },
        button(
          heldEvents ? 'Go on' : 'Hold still',
          () => {
            heldEvents = heldEvents ? null : shownEvents;
            draw();
          },
          { 'aria-pressed': String(Boolean(heldEvents)) },
        ),
        h(
          'span',
          { class: 'quiet' },
          `the last ${count(all.length)}`,
          droppedEvents ? `; ${count(droppedEvents)} came too fast to be shown` : '',
        ),
      ),
      dataTable({
        caption: 'Events',
        columns: EVENT_COLUMNS,
        rows: all.slice().reverse(),
        key: row => row.seq,
        filters: [{ id: 'kind', title: 'Kind', of: row => row.event_type }],
        none: empty('Nothing has happened yet.', 'Events appear here when the host emits them.'),
      }),
    ];
  },
};

/** The events: the first of a burst at once, the others together a little later. */
function latestEvents(): readonly Event[] {
  if (shownEvents === lastEvents) return lastEvents;
  const rest = shownEventsAt + EVENTS_EVERY - performance.now();
  if (rest > 0) {
    laterEvents =
      laterEvents ||
      setTimeout(() => {
        laterEvents = 0;
        draw();
      }, rest);
    return shownEvents;
  }
  shownEventsAt = performance.now();
  shownEvents = lastEvents;
  return lastEvents;
}
