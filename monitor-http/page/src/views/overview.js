// The overview: how everything stands, on one screen.

view({
  name: 'overview',
  title: 'Overview',
  order: 0,
  topics: ['status', 'jobs', 'runs', 'exec'],
  isThere: () => true,
  show: () => {
    const { status } = docs;
    if (status && status.error) {
      return empty(
        `${status.error}: no figures are kept.`,
        may('metrics')
          ? button('Enable it', () => command('Enable', 'POST', 'system/enable'))
          : 'Whoever runs the host can enable it.',
      );
    }
    const isNew =
      has('status') &&
      status &&
      !status.jobs.total_jobs &&
      !status.jobs.created &&
      !workerRows().length;
    return [
      awayCard(),
      has('status') && !status ? waiting() : null,
      isNew ? welcomeCard() : null,
      status && !isNew ? jobFigures(status) : null,
      h(
        'div',
        { class: 'columns' },
        status && !isNew ? [throughputCard(status), latencyCard(status)] : null,
        has('runs') ? runsCard() : null,
        status && workerRows().length
          ? section(
              'Workers',
              { aside: h('a', { href: href('workers') }, 'All') },
              workerTable(workerRows().slice(0, 8), 'w-'),
            )
          : null,
        status && !isNew ? troubleCard(status) : null,
        has('exec') ? runningCommandsCard() : null,
      ),
    ];
  },
});

function welcomeCard() {
  return section(
    'Nothing has been told yet',
    {},
    h(
      'p',
      null,
      'The page shows jobs, workers and errors as soon as a program emits events to this host. To look at it with something in it, run ',
      h('code', null, 'monitor serve --demo'),
      '.',
    ),
  );
}

function jobFigures({ jobs, system }) {
  const lit = (value, kind) => (value > 0 ? kind : null);
  return tiles([
    ['Running', count(jobs.currently_running), lit(jobs.currently_running, 'busy')],
    ['Queued', count(system.queue_depth), null, `at most ${count(system.max_queue_depth)}`],
    jobs.currently_paused ? ['Paused', count(jobs.currently_paused), 'held'] : null,
    ['Completed', count(jobs.completed_jobs), lit(jobs.completed_jobs, 'good')],
    ['Failed', count(jobs.failed_jobs), lit(jobs.failed_jobs, 'bad')],
    ['Cancelled', count(jobs.cancelled_jobs), lit(jobs.cancelled_jobs, 'warn')],
    ['Success', percent(jobs.success_rate)],
    ['Errors', count(system.error_count), lit(system.error_count, 'bad')],
    ['Up', h('span', { title: system.uptime_formatted }, roughly(system.uptime))],
  ]);
}

const SPANS = {
  '': ['seconds', 'The last minute', 'second', '60 s ago'],
  hour: ['minutes', 'The last hour', 'minute', '60 min ago'],
  day: ['hours', 'The last day', 'hour', '24 h ago'],
};

function throughputCard({ throughput }) {
  const [name, title, one, from] = SPANS[route.query.span] || SPANS[''];
  const spans = throughput[name];
  const of = key => spans.map(span => span[key]);
  const layers = [
    ['completed', 'good'],
    ['failed', 'bad'],
    ['cancelled', 'warn'],
  ].map(([key, kind]) => ({ name: key, kind, values: of(key) }));
  const total = spans.reduce((sum, span) => sum + span.completed + span.failed + span.cancelled, 0);
  const at = index =>
    index === spans.length - 1 ? `this ${one}` : `${many(spans.length - 1 - index, one)} ago`;
  return section(
    'Throughput',
    {
      aside: choices('span', 'Span of time', [
        ['', 'Minute'],
        ['hour', 'Hour'],
        ['day', 'Day'],
      ]),
    },
    memo(
      'throughput',
      [spans.map(span => `${span.completed},${span.failed},${span.cancelled}`).join(' '), name],
      () => bars(`${title}: ${many(total, 'job')} ended`, layers, { at, from }),
    ),
    figureTable(
      'Jobs lately',
      ['started', 'done', 'failed', 'per s'],
      [
        ['Last minute', throughput.seconds],
        ['Last hour', throughput.minutes],
        ['Last day', throughput.hours],
      ].map(([row, list]) => {
        const sum = key => list.reduce((all, span) => all + span[key], 0);
        return [
          row,
          count(sum('started')),
          count(sum('completed')),
          count(sum('failed')),
          row === 'Last minute' ? (sum('completed') / 60).toFixed(1) : '–',
        ];
      }),
    ),
  );
}

/** A small table of figures: the first cell of a row says what it is about. */
function figureTable(caption, titles, rows) {
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    h(
      'table',
      { class: 'small' },
      h('caption', { class: 'unseen' }, caption),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          h('th', { scope: 'col' }, h('span', { class: 'unseen' }, 'What')),
          titles.map(name => h('th', { key: name, scope: 'col', class: 'number' }, name)),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map(([row, ...cells]) =>
          h(
            'tr',
            { key: row },
            h('th', { scope: 'row' }, row),
            cells.map(value => h('td', { class: 'number' }, value)),
          ),
        ),
      ),
    ),
  );
}

function latencyCard({ jobs }) {
  const run = jobs.execution_time;
  const wait = jobs.queue_wait;
  const figures = (name, of) => [
    name,
    ...[of.p50, of.p95, of.p99, of.max].map(value => (of.count ? duration(value) : '–')),
  ];
  return section(
    'Latency',
    { aside: h('a', { href: href('jobs', [], { sort: '-run' }) }, 'Longest') },
    memo('latency', [Math.floor(now() / 500), docs.jobs], () => runTimes()),
    figureTable(
      'Times of jobs',
      ['p50', 'p95', 'p99', 'longest'],
      [figures('Run time of completed', run), figures('Queue wait', wait)],
    ),
  );
}

/** Each of the last jobs as a dot: when it ended, and how long it ran. */
function runTimes() {
  const ended = jobRows()
    .filter(job => job.ended && job.run > 0)
    .slice(0, 400);
  const dots = kind =>
    ended
      .filter(job => (job.status === 'completed') === (kind === 'good'))
      .map(job => [job.ended, job.run])
      .reverse();
  return dotChart(
    `Run times of the last ${count(ended.length)} jobs`,
    [
      { name: 'completed', kind: 'good', points: dots('good') },
      { name: 'failed or cancelled', kind: 'bad', points: dots('bad') },
    ],
    { format: duration },
  );
}

function runsCard() {
  const all = runRows();
  const shown = all
    .filter(run => run.word === 'running' || run.word === 'stalled' || run.word === 'paused')
    .concat(all.filter(run => !['running', 'stalled', 'paused'].includes(run.word)))
    .slice(0, 4);
  return section(
    'Runs',
    {
      aside: h(
        'a',
        { href: href('runs') },
        all.length > shown.length ? `All ${count(all.length)}` : 'All',
      ),
    },
    !docs.runs
      ? waiting()
      : shown.length
        ? h(
            'ul',
            { class: 'plainlist' },
            shown.map(run => h('li', { key: run.id }, runLine(run))),
          )
        : empty(
            'No run yet.',
            'Any program can be one: ',
            h('code', null, 'monitor run -- COMMAND'),
          ),
  );
}

function troubleCard({ system, recent_jobs: recent }) {
  const errors = system.recent_errors.map(error => ({
    at: error.at,
    what: error.message,
    who: 'system',
  }));
  const failures = recent
    .filter(job => job.failed_at)
    .map(job => ({
      at: job.failed_at,
      what: job.error || 'failed',
      who: job.job_id,
      job: job.job_id,
    }));
  const all = errors
    .concat(failures)
    .sort((a, b) => millis(b.at) - millis(a.at))
    .slice(0, 4);
  return section(
    'Errors',
    { aside: h('a', { href: href('jobs', [], { state: 'failed' }) }, 'Failed jobs') },
    all.length
      ? h(
          'ul',
          { class: 'plainlist' },
          all.map(one =>
            h(
              'li',
              { key: `${one.who} ${one.at}`, class: 'trouble' },
              sign('bad'),
              h(
                'p',
                null,
                one.job
                  ? h('a', { href: href('jobs', [one.job]) }, one.who)
                  : h('span', { class: 'strong' }, one.who),
                ' ',
                h('span', { class: 'quiet' }, ago(one.at)),
                h('span', { class: 'clip' }, one.what),
              ),
            ),
          ),
        )
      : h('p', { class: 'fine' }, sign('good'), ' Nothing has gone wrong lately.'),
  );
}

function runningCommandsCard() {
  const running = commandRows().filter(one => one.running);
  return section(
    'Commands',
    { aside: h('a', { href: href('commands') }, 'All') },
    !docs.exec
      ? waiting()
      : running.length
        ? h(
            'ul',
            { class: 'plainlist' },
            running
              .slice(0, 5)
              .map(one =>
                h(
                  'li',
                  { key: one.id, class: 'line' },
                  h('a', { href: href('commands', [one.id]) }, one.id),
                  h(
                    'span',
                    { class: 'quiet' },
                    one.sample
                      ? `${percent(one.sample.cpu_percent, 0)} CPU · ${bytes(one.sample.rss_bytes)}`
                      : 'begins',
                  ),
                ),
              ),
          )
        : h(
            'p',
            { class: 'quiet' },
            commandRows().length ? 'None runs now.' : 'No command is watched.',
          ),
  );
}
