// One job: what is known of it, what happened to it, and its trace.

function jobPage(id) {
  const known = docs.jobs && docs.jobs.jobs[id];
  const row = known ? jobRow(known) : null;
  const isOpen = !row || !row.ended;
  const beat = isOpen ? Math.floor(now() / 1000) : 'ended';
  const told = has('feed')
    ? ask(
        `api/v1/events?job=${encodeURIComponent(id)}&limit=1000`,
        row ? `${row.latest} ${beat}` : beat,
      )
    : {};
  const flow = isOfFlow(id, beat) ? ask(`api/jobs/${encodeURIComponent(id)}/metrics`, beat) : {};
  const trace = flow.value
    ? ask(`api/jobs/${encodeURIComponent(id)}/trace?limit=2000`, flow.value.total_events)
    : {};
  const list = (told.value && told.value.events) || [];
  if (!row && !list.length && !flow.value) {
    if (told.isLoading || flow.isLoading || (has('jobs') && !docs.jobs)) return waiting();
    return empty(
      'Nothing is known of this job, or no longer.',
      'Only the newest jobs and events are kept. ',
      h('a', { href: href('jobs') }, 'To all jobs'),
    );
  }
  return [
    h(
      'div',
      { class: 'bar' },
      state(row ? row.status : flow.value ? flow.value.status : 'unknown'),
      has('flows') && flow.value && VIEWS.some(each => each.name === 'debug')
        ? h('a', { class: 'button', href: href('debug', [id]) }, 'Debug')
        : null,
      docs.exec && docs.exec.commands[id]
        ? h('a', { class: 'button', href: href('commands', [id]) }, 'Its command')
        : null,
    ),
    row && row.error ? h('div', { class: 'note bad' }, sign('bad'), ' ', row.error) : null,
    row ? jobFacts(row, list) : null,
    flow.value ? flowFacts(flow.value) : null,
    trace.value && trace.value.events.length ? section('Trace', {}, traceChart(trace.value)) : null,
    list.length
      ? section(
          'What happened',
          {},
          lifeChart(list),
          dataTable({
            caption: 'Events of the job',
            columns: EVENT_COLUMNS.filter(column => column.id !== 'job'),
            rows: list.slice().reverse(),
            key: event => event.seq,
            prefix: 'e-',
          }),
        )
      : null,
  ];
}

/** Whether a flow has this job: what is not there is not asked for. */
function isOfFlow(id, beat) {
  const list = has('flows') ? ask('api/jobs?limit=1000', beat).value : null;
  return Boolean(list) && list.jobs.some(job => job.job_id === id);
}

function jobFacts(row, list) {
  const progress = list.filter(event => isNumber(event.data.progress)).pop();
  const waitedTo = row.started || now();
  return section(
    'Facts',
    {},
    progress && !row.ended ? progressBar(progress.data.progress, 'Progress of the job') : null,
    facts([
      ['Name', row.name],
      [
        'Run time',
        row.ended ? duration(row.run) : row.status === 'running' ? since(row.started) : null,
      ],
      [
        'Waited',
        row.created_at && row.started ? duration((waitedTo - millis(row.created_at)) / 1000) : null,
      ],
      ['Worker', row.worker_id],
      ['Tries', row.attempts],
      ['Priority', row.priority],
      ['Tags', row.tags.length ? tagList(row.tags) : null],
      ['Made', row.created_at && ago(row.created_at)],
      ['Ended', row.ended && ago(row.ended / 1000)],
    ]),
  );
}

function flowFacts(metrics) {
  const number = (id, title, key, format = count, from) => ({
    id,
    title,
    isNumber: true,
    from,
    of: row => row[key],
    cell: row => format(row[key]),
  });
  return section(
    'Routines',
    {
      aside: metrics.dropped_events
        ? h('span', { class: 'quiet' }, `${count(metrics.dropped_events)} old events are not kept`)
        : null,
    },
    facts([
      ['Flow', metrics.flow_id],
      ['Ran', duration(metrics.duration)],
      ['Held', metrics.held_ms > 0 ? duration(metrics.held_ms / 1000) : null],
      ['Activations', count(metrics.total_routines)],
      ['Failed', metrics.failed_routines ? count(metrics.failed_routines) : null],
    ]),
    dataTable({
      caption: 'Routines',
      rows: Object.values(metrics.routine_metrics),
      key: row => row.routine_id,
      prefix: 'r-',
      sort: '-total',
      columns: [
        { id: 'routine', title: 'Routine', of: row => row.routine_id, cell: row => row.routine_id },
        number('runs', 'Runs', 'execution_count'),
        number('total', 'Total', 'total_duration', duration),
        number('mean', 'Mean', 'avg_duration', duration, 'wide'),
        number('longest', 'Longest', 'max_duration', duration, 'wide'),
        number('errors', 'Errors', 'error_count'),
      ],
    }),
  );
}

/** The life of a job by its events: where it waited, ran and stood still. */
function lifeChart(list) {
  const phases = {
    'job.created': ['made', 'idle'],
    'job.queued': ['in the queue', 'idle'],
    'job.started': ['running', 'busy'],
    'job.resumed': ['running', 'busy'],
    'job.paused': ['paused', 'held'],
    'job.retrying': ['waits for another try', 'warn'],
  };
  const ends = { 'job.completed': 'good', 'job.failed': 'bad', 'job.cancelled': 'warn' };
  const spans = [];
  let open = null;
  for (const event of list) {
    const at = millis(event.timestamp);
    const phase = phases[event.event_type];
    if (!phase && !ends[event.event_type]) continue;
    if (open) spans.push({ ...open, to: at });
    open = phase ? { from: at, name: phase[0], kind: phase[1] } : null;
  }
  if (open) spans.push({ ...open, to: now(), isOpen: true });
  if (!spans.length) return null;
  const lanes = [...new Set(spans.map(span => span.name))].map(name => ({
    name,
    spans: spans.filter(span => span.name === name),
  }));
  return timeline('The life of the job', lanes);
}

/** The activations of a job, each below what caused it. */
function traceChart(trace) {
  const frames = new Map();
  const marks = {
    slot_call: 'idle',
    event_emit: 'busy',
    checkpoint: 'idle',
    breakpoint_hit: 'held',
    log_message: 'warn',
  };
  const last = trace.events[trace.events.length - 1];
  const end = last.event_type === 'job_completed' ? millis(last.timestamp) : now();
  for (const {
    event_type: type,
    routine_id: name,
    timestamp,
    data,
    duration: ran,
  } of trace.events) {
    const at = millis(timestamp);
    const frame = frames.get(data.frame);
    if (type === 'routine_start')
      frames.set(data.frame, {
        name,
        cause: data.cause,
        from: at,
        to: null,
        kind: 'busy',
        marks: [],
      });
    else if (frame && type === 'routine_complete')
      Object.assign(frame, { to: at, kind: 'good', ran });
    else if (frame && type === 'routine_error')
      Object.assign(frame, { to: at, kind: 'bad', error: data.message });
    else if (frame && marks[type])
      frame.marks.push({
        at,
        kind: marks[type],
        title: [
          type.replaceAll('_', ' '),
          data.event_name || data.slot_name || data.label || '',
          data.message || '',
        ]
          .filter(text => text)
          .join(': '),
      });
  }
  const depth = frame => {
    let deep = 0;
    for (let at = frame; at && deep < 12; at = frames.get(at.cause)) deep += 1;
    return deep - 1;
  };
  const lanes = [...frames].map(([number, frame]) => ({
    key: number,
    name: frame.name,
    indent: depth(frame),
    marks: frame.marks,
    spans: [
      {
        from: frame.from,
        to: frame.to ?? end,
        isOpen: frame.to === null,
        kind: frame.kind,
        name: frame.error ? `${frame.name}: ${frame.error}` : frame.name,
      },
    ],
  }));
  return timeline('Activations, each below what caused it', lanes);
}
