// Events as they come, the newest first, held still while somebody reads.

let heldEvents = null;
/** New rows are made so often and no more, milliseconds: nobody reads faster. */
const EVENTS_EVERY = 400;
let shownEvents = [];
let shownEventsAt = -Infinity;
let laterEvents = 0;

view({
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
        none: empty(
          'Nothing has happened yet.',
          'Events are shown as soon as the host emits some.',
        ),
      }),
    ];
  },
});

/** The events: the first of a burst at once, the others together a little later. */
function latestEvents() {
  if (shownEvents === events) return events;
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
  shownEvents = events;
  return events;
}

const EVENT_COLUMNS = [
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
function eventWord(kind) {
  const last = kind.split('.').pop();
  return state(
    kind,
    kindOf({ error: 'failed', claimed_job: 'idle', heartbeat: 'idle' }[last] || last),
  );
}

function eventWords(event) {
  const { data } = event;
  const said = [
    data.error && (data.error.message || data.error),
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
