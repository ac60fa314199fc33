// One function a section: from the documents to elements.

function overview({ status }) {
  if (!status) return [el('p', { class: 'empty' }, 'Nothing is known yet.')];
  if (status.error) return [el('p', { class: 'empty' }, status.error)];
  const { jobs, workers, system, throughput } = status;
  const online = workers.active_count;
  const parts = [tiles([
    ['running', jobs.currently_running],
    ['queued', system.queue_depth],
    ['completed', jobs.completed_jobs],
    ['failed', jobs.failed_jobs, jobs.failed_jobs > 0 && 'bad'],
    ['cancelled', jobs.cancelled_jobs],
    ['success', percent(jobs.success_rate)],
    ['run time, p50', seconds(jobs.execution_time.p50)],
    ['run time, p95', seconds(jobs.execution_time.p95)],
    ['queue wait, p95', seconds(jobs.queue_wait.p95)],
    ['workers', `${online} of ${Object.keys(workers.workers).length}`],
    ['errors', system.error_count, system.error_count > 0 && 'bad'],
    ['up', system.uptime_formatted],
  ])];
  const windows = throughput.seconds;
  if (Array.isArray(windows)) {
    const of = key => windows.map(window => window[key] || 0);
    parts.push(bars('The last minute', [
      { name: 'completed', kind: 'good', values: of('completed') },
      { name: 'failed', kind: 'bad', values: of('failed') },
    ]));
  }
  if (system.recent_errors.length) {
    parts.push(table('Errors', ['time', 'what'], system.recent_errors.slice().reverse()
      .map(error => [clock(error.at), error.message])));
  }
  return parts;
}

function jobs({ status }) {
  if (!status || status.error) return [el('p', { class: 'empty' }, 'No job is known.')];
  const recent = status.recent_jobs.slice().reverse();
  const ended = job => job.completed_at || job.failed_at || job.cancelled_at;
  const rows = recent.map(job => [clock(ended(job)), job.name, state(job.status), seconds(job.execution_time),
    job.attempts, job.worker_id || '', job.error || job.tags.join(', ')]);
  const groups = (caption, name, of) => {
    const entries = Object.entries(of || {});
    return entries.length > 0 && table(caption, [name, '>started', '>completed', '>failed', '>mean time'],
      entries.map(([key, group]) => [key, group.total_jobs, group.completed_jobs, group.failed_jobs, seconds(group.avg_execution_time)]));
  };
  return [
    rows.length
      ? table('Ended last', ['ended', 'job', 'state', '>run time', '>attempts', 'worker', 'error or tags'], rows)
      : el('p', { class: 'empty' }, 'No job has ended yet.'),
    el('div', { class: 'columns' }, groups('By tag', 'tag', status.tags), groups('By priority', 'priority', status.priorities)),
  ];
}

function workers({ status }) {
  const all = status && !status.error ? Object.entries(status.workers.workers) : [];
  if (!all.length) return [el('p', { class: 'empty' }, 'No worker has registered.')];
  return [table('Workers', ['worker', 'state', 'host', '>running', '>completed', '>failed', '>busy', '>last heard'],
    all.map(([id, worker]) => [id, state(worker.status), worker.host, `${worker.running_jobs} of ${worker.max_concurrent_jobs}`,
      worker.completed_jobs, worker.failed_jobs, percent(worker.busy_fraction * 100), seconds(worker.last_heartbeat)]))];
}

function events() {
  const last = known.events.slice().reverse().slice(0, 20);
  if (!last.length) return [el('p', { class: 'empty' }, 'Nothing has happened yet.')];
  const about = event => event.data.error ? event.data.error.message || '' : event.data.message
    || (event.data.progress !== undefined && event.data.progress !== null ? `${event.data.progress} %` : '');
  const parts = [table('Events', ['time', 'event', 'job', 'worker', 'more'], last.map(event =>
    [clock(event.timestamp), event.event_type, event.job_id || '', event.worker_id || '', about(event)]))];
  if (known.dropped) parts.push(el('p', { class: 'note' }, `${known.dropped} events came too fast to be shown.`));
  return parts;
}

function runs({ runs: document }) {
  if (!document || !document.order.length) return [el('p', { class: 'empty' }, 'No run is known.')];
  return document.order.map(id => document.runs[id]).filter(run => run).map(runCard);
}

function runCard(run) {
  const word = run.unreadable ? 'unreadable' : run.liveness === 'live' || run.liveness === 'ended' ? run.status : run.liveness;
  const kind = { completed: 'good', error: 'bad', crashed: 'bad' }[word];
  const step = run.current_step !== null && run.current_step !== undefined
    ? `step ${run.current_step}${run.total_steps ? ` of ${run.total_steps}` : ''}` : '';
  const left = run.estimated_time_remaining;
  const facts = [step, run.step_name, percent(run.progress_percent),
    left !== null && left !== undefined && word === 'running' ? `about ${seconds(left)} left` : '',
    run.errors ? `${run.errors} errors` : ''].filter(fact => fact);
  return card(`run ${run.id}`, [
    el('div', { class: 'line' }, el('h3', {}, run.experiment_name), state(word), el('span', { class: 'quiet' }, facts.join(' · '))),
    progress(run.progress_percent, `progress of ${run.experiment_name}`, kind),
    run.unreadable && el('p', { class: 'note' }, run.unreadable),
    run.last_error && el('p', { class: 'note' }, `last error: ${run.last_error}`),
    run.last_message && el('p', { class: 'note' }, run.last_message),
  ], 'Log and plots', run.seq, body => showRun(run.id, body));
}

async function showRun(id, body) {
  const path = `api/v1/runs/${encodeURIComponent(id)}`;
  const [log, plots] = await Promise.all([
    ask(`${path}/log?max=16384`).catch(() => ({ text: 'There is no log.' })),
    ask(`${path}/plots`).catch(() => []),
  ]);
  const lines = body.querySelector('pre');
  const atEnd = !lines || lines.scrollTop + lines.clientHeight >= lines.scrollHeight - 4;
  fill(body,
    el('p', {}, el('a', { href: `${path}/report.html` }, 'Report')),
    el('pre', { tabindex: '0', 'aria-label': 'log' }, log.text),
    el('div', { class: 'plots' }, plots.slice(-12).map(plot => el('figure', {},
      el('img', { src: `${path}/plots/${encodeURIComponent(plot.file)}?at=${encodeURIComponent(plot.timestamp)}`, alt: plot.file, loading: 'lazy' }),
      el('figcaption', {}, plot.file)))));
  const fresh = body.querySelector('pre');
  if (atEnd && fresh) fresh.scrollTop = fresh.scrollHeight;
}

function commands({ exec: document }) {
  if (!document || !document.order.length) return [el('p', { class: 'empty' }, 'No command is watched.')];
  return document.order.map(id => document.commands[id]).filter(command => command).map(command => {
    const outcome = command.exit ? command.exit.outcome : 'running';
    const code = command.status ? command.status.code : undefined;
    const word = code === undefined ? outcome : code === 0 ? 'exited' : `exit code ${code}`;
    const sample = command.sample;
    const facts = sample ? [seconds(sample.elapsed_ns / 1e9), `${sample.cpu_percent.toFixed(0)} % CPU`,
      `CPU time ${seconds(sample.cpu_ns / 1e9)}`, `peak ${bytes(sample.peak_rss_bytes)}`] : [];
    return card(`exec ${command.id}`, [
      el('div', { class: 'line' }, el('h3', {}, command.id), state(word), el('span', { class: 'quiet' }, facts.join(' · '))),
    ], command.command.join(' ') || 'Charts', command.running ? Math.floor(Date.now() / 1000) : -1, body => showCommand(command.id, body));
  });
}

async function showCommand(id, body) {
  const samples = await ask(`api/v1/exec/${encodeURIComponent(id)}/samples`).catch(() => []);
  const last = samples.slice(-600);
  fill(body, el('p', {}, el('a', { href: `api/v1/exec/${encodeURIComponent(id)}/report` }, 'Report')), el('div', { class: 'columns' },
    curve(`CPU, at most ${Math.max(0, ...last.map(sample => sample.cpu_percent)).toFixed(0)} % of a core`, last.map(sample => sample.cpu_percent)),
    curve(`Memory, at most ${bytes(Math.max(0, ...last.map(sample => sample.rss_bytes)))}`, last.map(sample => sample.rss_bytes))));
}
