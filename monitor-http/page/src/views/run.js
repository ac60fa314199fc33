// One run: progress, what it says, its log, its plots, its figures over time.

let isFollowing = true;

function runPage(id) {
  const summary = runRows().find(run => run.id === id);
  if (!summary)
    return docs.runs
      ? empty('There is no such run, or no longer.', h('a', { href: href('runs') }, 'To all runs'))
      : waiting();
  const path = `api/v1/runs/${encodeURIComponent(id)}`;
  const whole = summary.unreadable ? {} : ask(path, `${summary.seq} ${summary.word}`);
  const run = whole.value || {};
  return [
    h(
      'div',
      { class: 'bar' },
      state(summary.word),
      h(
        'a',
        { class: 'button', href: `${path}/report.html`, download: `${id}.html` },
        'Report as one file',
      ),
    ),
    livenessNote(summary, run),
    whole.error ? failed('The run cannot be read', whole.error) : null,
    runProgress(summary, run),
    h('div', { class: 'columns' }, runBars(run), runSeries(run), runMessages(run)),
    runPlots(path, id, run),
    run.log_file ? runLog(path, summary) : null,
  ];
}

function livenessNote(run, { state_reason: reason }) {
  const why = reason || run.state_reason;
  const heard = [' It was last heard of ', ago(run.last_update), '.'];
  const texts = {
    crashed: [
      'bad',
      'The process is gone without a word of its end.',
      heard,
      run.step_name ? ` It was at “${run.step_name}”.` : '',
    ],
    stalled: [
      'warn',
      'The process lives, but nothing has moved for far longer than its steps take.',
      heard,
    ],
    silent: [
      'warn',
      'Nothing has been heard of it for too long; whether the process lives cannot be seen from here.',
      heard,
    ],
    unreadable: ['bad', run.unreadable || ''],
    error: ['bad', why || run.last_error || 'It has ended with an error.'],
  };
  const found = texts[run.word];
  return found
    ? h('div', { class: `note ${found[0]}` }, sign(found[0]), ' ', found.slice(1))
    : null;
}

function runProgress(run, whole) {
  const eta = whole.eta && run.word === 'running' ? whole.eta : null;
  const clockIn = seconds =>
    new Date(now() + seconds * 1000).toLocaleTimeString('en-GB', {
      hour: '2-digit',
      minute: '2-digit',
    });
  const [low, high] = eta ? [clockIn(eta.low_s), clockIn(eta.high_s)] : [];
  return section(
    'Progress',
    { aside: h('span', { class: 'figure big' }, percent(run.progress_percent)) },
    progressBar(run.progress_percent, `Progress of ${run.experiment_name}`, runKind(run.word)),
    facts([
      ['Step', [run.step_name, runStep(run)].filter(text => text).join(' · ')],
      [
        'Left',
        eta
          ? `${roughly(eta.low_s)} to ${roughly(eta.high_s)}${eta.overdue ? ', overdue' : ''}`
          : null,
      ],
      ['Done', eta ? (low === high ? `at ${low}` : `between ${low} and ${high}`) : null],
      ['Began', run.start_time && ago(run.start_time)],
      ['Ended', run.end_time && ago(run.end_time)],
      [
        'Took',
        run.end_time && run.start_time
          ? duration((millis(run.end_time) - millis(run.start_time)) / 1000)
          : null,
      ],
      ['Last change', run.last_update && ago(run.last_update)],
      ['Machine', run.host],
      ['Attempt', run.attempt > 1 ? run.attempt : null],
      ['Errors', run.errors ? count(run.errors) : null],
      [
        'CPU time',
        whole.resources && isNumber(whole.resources.cpu_ns)
          ? duration(whole.resources.cpu_ns / 1e9)
          : null,
      ],
      [
        'Peak memory',
        whole.resources && isNumber(whole.resources.peak_rss_bytes)
          ? bytes(whole.resources.peak_rss_bytes)
          : null,
      ],
    ]),
  );
}

function runBars({ bars: list }) {
  if (!list || !list.length) return null;
  const shown = list
    .slice()
    .sort(
      (a, b) => (a.state === 'running' ? 0 : 1) - (b.state === 'running' ? 0 : 1) || b.id - a.id,
    )
    .slice(0, 12);
  return section(
    'Bars',
    {},
    h(
      'ul',
      { class: 'plainlist' },
      shown.map(bar =>
        h(
          'li',
          { key: bar.id },
          h(
            'div',
            { class: 'line' },
            h('span', { class: 'strong clip' }, bar.desc || 'without a name'),
            h(
              'span',
              { class: 'push figure' },
              `${count(bar.done)}${bar.total ? ` of ${count(bar.total)}` : ''}`,
            ),
          ),
          progressBar(bar.percent, bar.desc, bar.state === 'running' ? 'busy' : 'good'),
          h(
            'p',
            { class: 'quiet' },
            [
              isNumber(bar.rate_per_second)
                ? `${bar.rate_per_second >= 1 ? bar.rate_per_second.toFixed(1) : bar.rate_per_second.toPrecision(2)} a second`
                : '',
              bar.eta && bar.state === 'running' ? `${roughly(bar.eta.remaining_s)} left` : '',
              bar.round > 0 ? `round ${bar.round + 1}` : '',
            ]
              .filter(text => text)
              .join(' · '),
          ),
        ),
      ),
    ),
  );
}

function runSeries({ series }) {
  const names = Object.keys(series || {});
  if (!names.length) return null;
  const format = name =>
    /bytes/.test(name)
      ? bytes
      : /percent/.test(name)
        ? value => percent(value)
        : value => Number(value.toPrecision(4)).toString();
  return section(
    'Figures',
    {},
    names.slice(0, 12).map(name => {
      const points = seriesPoints(series[name]);
      return timeChart(name.replaceAll('_', ' '), [{ name, kind: 'busy', points }], {
        format: format(name),
        at: x => Number(x.toPrecision(6)).toString(),
        from: points.length ? Number(points[0][0].toPrecision(4)).toString() : '',
        to: points.length ? Number(points.at(-1)[0].toPrecision(4)).toString() : '',
      });
    }),
  );
}

function seriesPoints(one) {
  const list = Array.isArray(one) ? one : one.points || [];
  return list
    .map(point => (Array.isArray(point) ? point : [point.x, point.y]))
    .filter(([x, y]) => isNumber(x) && isNumber(y));
}

function runMessages({ messages, errors }) {
  if (!messages || !messages.length) return null;
  const kind = { error: 'bad', warning: 'warn' };
  const shown = messages.slice(-15).reverse();
  return section(
    'Messages',
    {
      aside:
        errors && errors.length ? h('span', { class: 'bad' }, many(errors.length, 'error')) : null,
    },
    h(
      'ul',
      { class: 'plainlist tight' },
      shown.map((one, at) =>
        h(
          'li',
          { key: `${one.timestamp} ${messages.length - at}`, class: 'trouble' },
          sign(kind[one.level] || 'idle'),
          h(
            'p',
            null,
            h(
              'span',
              { class: 'quiet' },
              clock(one.timestamp),
              ' ',
              one.level === 'info' ? '' : one.level || '',
            ),
            ' ',
            one.message,
          ),
        ),
      ),
    ),
  );
}

function runPlots(path, id, { plots }) {
  if (!plots || !plots.length) return null;
  return section(
    'Plots',
    {},
    h(
      'div',
      { class: 'plots' },
      plots
        .slice(-12)
        .reverse()
        .map(plot => {
          const name = plot.file || plot;
          const address = `${path}/plots/${encodeURIComponent(name)}${plot.timestamp ? `?at=${encodeURIComponent(plot.timestamp)}` : ''}`;
          return h(
            'figure',
            { key: name },
            h(
              'a',
              { href: address, target: '_blank', rel: 'noopener' },
              h('img', { src: address, alt: `Plot ${name}`, loading: 'lazy' }),
            ),
            h('figcaption', { class: 'quiet' }, name),
          );
        }),
    ),
  );
}

function runLog(path, run) {
  const log = ask(`${path}/log?max=32768`, run.seq);
  const follow = node => {
    if (isFollowing) node.scrollTop = node.scrollHeight;
  };
  return section(
    'Log',
    { aside: h('a', { href: `${path}/log?max=1048576` }, 'More of it') },
    log.value
      ? h(
          'pre',
          {
            class: 'log',
            tabindex: '0',
            role: 'region',
            'aria-label': 'The end of the log',
            mounted: follow,
            updated: follow,
            onscroll: event => {
              const node = event.target;
              isFollowing = node.scrollTop + node.clientHeight >= node.scrollHeight - 8;
            },
          },
          log.value.text,
        )
      : log.error
        ? h(
            'p',
            { class: 'quiet' },
            log.error.status === 404 ? 'There is no log.' : log.error.message,
          )
        : waiting(),
  );
}
