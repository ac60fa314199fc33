// Runs: how far they are, whether they live, and when they will be done.

view({
  name: 'runs',
  title: 'Runs',
  order: 40,
  topics: ['runs'],
  isThere: () => has('runs'),
  badge: () => {
    const all = runRows();
    const running = all.filter(run => run.word === 'running').length;
    const bad = all.filter(run => run.word === 'crashed' || run.word === 'stalled').length;
    return running || bad
      ? {
          value: count(running),
          words: `running${bad ? `, ${bad} crashed or stalled` : ''}`,
          kind: bad ? 'bad' : '',
        }
      : null;
  },
  above: () => (route.rest.length ? h('a', { href: href('runs') }, 'Runs') : null),
  heading: () => {
    const run = docs.runs && docs.runs.runs[route.rest[0]];
    return [run ? run.experiment_name : route.rest[0] || 'Runs'];
  },
  show: () => (route.rest.length ? runPage(route.rest[0]) : runList()),
});

let runRowsOf = null;
let runRowsMade = [];
const runRowKept = new WeakMap();

/** The runs, the newest first, with one word for how each stands. */
function runRows() {
  if (docs.runs !== runRowsOf) {
    runRowsOf = docs.runs;
    runRowsMade = docs.runs
      ? docs.runs.order
          .map(id => docs.runs.runs[id])
          .filter(run => run)
          .map(run => {
            if (!runRowKept.has(run)) runRowKept.set(run, { ...run, word: runWord(run) });
            return runRowKept.get(run);
          })
      : [];
  }
  return runRowsMade;
}

function runWord(run) {
  if (run.unreadable) return 'unreadable';
  return run.liveness === 'live' || run.liveness === 'ended' || !run.liveness
    ? run.status
    : run.liveness;
}

const runKind = word => ({ running: 'busy' })[word] || kindOf(word);
const runLeft = run =>
  isNumber(run.estimated_time_remaining) && run.word === 'running'
    ? `about ${roughly(run.estimated_time_remaining)} left`
    : '';
const runStep = run =>
  isNumber(run.current_step)
    ? `step ${count(run.current_step)}${run.total_steps ? ` of ${count(run.total_steps)}` : ''}`
    : '';

/** A run in a list that is not a table. */
function runLine(run) {
  return [
    h(
      'div',
      { class: 'line' },
      h('a', { class: 'strong', href: href('runs', [run.id]) }, run.experiment_name),
      state(run.word),
      h('span', { class: 'push figure' }, percent(run.progress_percent)),
    ),
    progressBar(run.progress_percent, `Progress of ${run.experiment_name}`, runKind(run.word)),
    h(
      'p',
      { class: 'quiet clip' },
      [runStep(run), run.step_name, runLeft(run), run.errors ? many(run.errors, 'error') : '']
        .filter(text => text)
        .join(' · '),
    ),
  ];
}

const RUN_COLUMNS = [
  {
    id: 'run',
    title: 'Run',
    of: row => `${row.experiment_name} ${row.id}`,
    cell: row => [
      h('a', { class: 'strong', href: href('runs', [row.id]) }, row.experiment_name),
      row.id !== row.experiment_name ? h('span', { class: 'under quiet' }, row.id) : null,
    ],
  },
  { id: 'state', title: 'State', of: row => row.word, cell: row => state(row.word) },
  {
    id: 'done',
    title: 'Done',
    isNumber: true,
    of: row => row.progress_percent,
    cell: row =>
      h(
        'div',
        { class: 'done' },
        h('b', null, percent(row.progress_percent, 0)),
        progressBar(row.progress_percent, `Progress of ${row.experiment_name}`, runKind(row.word)),
      ),
  },
  {
    id: 'step',
    title: 'Step',
    from: 'wide',
    of: row => row.step_name,
    cell: row => [
      h('span', { class: 'clip' }, row.step_name || '–'),
      h('span', { class: 'under quiet' }, runStep(row)),
    ],
  },
  {
    id: 'left',
    title: 'Left',
    isNumber: true,
    from: 'wide',
    of: row => row.estimated_time_remaining,
    cell: row =>
      isNumber(row.estimated_time_remaining) && row.word === 'running'
        ? roughly(row.estimated_time_remaining)
        : '–',
  },
  {
    id: 'errors',
    title: 'Errors',
    isNumber: true,
    from: 'wider',
    of: row => row.errors,
    cell: row => (row.errors ? h('span', { class: 'bad' }, count(row.errors)) : '0'),
  },
  {
    id: 'changed',
    title: 'Changed',
    isNumber: true,
    from: 'roomy',
    of: row => millis(row.last_update),
    cell: row => ago(row.last_update),
  },
];

function runList() {
  if (!docs.runs) return waiting();
  return dataTable({
    caption: 'Runs',
    columns: RUN_COLUMNS,
    rows: runRows(),
    key: row => row.id,
    sort: '-changed',
    filters: [{ id: 'state', title: 'State', of: row => row.word }],
    none: empty(
      'No run yet.',
      'Any program can be one: ',
      h('code', null, 'monitor run -- COMMAND'),
      '. A program of your own holds a ',
      h('code', null, 'RunDir'),
      '.',
    ),
  });
}

watch('runs', (old, fresh) =>
  fresh.order.flatMap(id => {
    const [then, run] = [old.runs[id], fresh.runs[id]];
    if (!then || !run) return [];
    const [was, word] = [runWord(then), runWord(run)];
    if (was === word || word === 'running') return [];
    return [
      {
        tag: `run ${id}`,
        title: `${run.experiment_name}: ${word}`,
        body: run.state_reason || run.last_error || run.last_message || '',
        address: href('runs', [id]),
      },
    ];
  }),
);
