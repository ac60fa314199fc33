// The columns of a table of events.

import { href } from '../../core/address.ts';
import { isNumber, percent } from '../../core/format.ts';
import { h } from '../../core/picture.ts';
import type { ElementPicture } from '../../core/picture.ts';
import { VOCABULARY } from '../../core/server.ts';
import { clock } from '../../core/times.ts';
import { state } from '../../parts/state.ts';
import type { Column } from '../../parts/table.ts';
import type { Event } from '../../told/events.ts';

export const EVENT_COLUMNS: readonly Column<Event>[] = [
  { id: 'time', title: 'Time', cell: row => clock(row.timestamp) },
  {
    id: 'event',
    title: 'Event',
    of: row => row.event_type,
    noSort: true,
    cell: row => eventWord(row.event_type),
  },
  {
    id: 'job',
    title: 'Job',
    of: row => row.job_id,
    noSort: true,
    cell: row => (row.job_id ? h('a', { href: href('jobs', [row.job_id]) }, row.job_id) : ''),
  },
  {
    id: 'worker',
    title: 'Worker',
    from: 'wide',
    of: row => row.worker_id,
    noSort: true,
    cell: row => row.worker_id || '',
  },
  { id: 'more', title: 'More', from: 'wide', of: eventWords, noSort: true, cell: eventWords },
];

/** The kind of an event, with the sign of what it means. */
const eventWord = (kind: string): ElementPicture =>
  state(kind, VOCABULARY.feed?.events[kind]?.kind);

function eventWords(event: Event): string {
  const { data } = event;
  const said = [
    typeof data.error === 'object' ? data.error?.message : data.error,
    data.message,
    isNumber(data.progress) && percent(data.progress, 0),
    data.reason,
    data.name && data.name !== event.job_id && data.name,
    isNumber(data.attempt) && data.attempt > 1 && `attempt ${data.attempt}`,
  ];
  return said
    .filter(word => typeof word === 'string' && word)
    .join(' · ')
    .slice(0, 300);
}
