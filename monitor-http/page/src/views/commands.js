// Commands: what programs use while they run, and how they ended.

view({
  name: 'commands',
  title: 'Commands',
  order: 50,
  topics: ['exec'],
  isThere: () => has('exec'),
  badge: () => {
    const running = docs.exec ? commandRows().filter(one => one.running).length : 0;
    return running ? { value: count(running), words: 'running' } : null;
  },
  above: () => (route.rest.length ? h('a', { href: href('commands') }, 'Commands') : null),
  heading: () => [route.rest[0] || 'Commands'],
  show: () => (route.rest.length ? commandPage(route.rest[0]) : commandList()),
});

let commandRowsOf = null;
let commandRowsMade = [];
const commandRowKept = new WeakMap();

function commandRows() {
  if (docs.exec !== commandRowsOf) {
    commandRowsOf = docs.exec;
    commandRowsMade = docs.exec
      ? docs.exec.order
          .map(id => docs.exec.commands[id])
          .filter(one => one)
          .map(one => {
            if (!commandRowKept.has(one))
              commandRowKept.set(one, {
                ...one,
                word: commandWord(one),
                line: one.command.join(' '),
              });
            return commandRowKept.get(one);
          })
      : [];
  }
  return commandRowsMade;
}

function commandWord({ running, exit, status }) {
  if (running) return 'running';
  const code = status ? status.code : undefined;
  if (isNumber(code)) return code === 0 ? 'exited' : `exit code ${code}`;
  return exit ? String(exit.outcome || 'ended') : 'ended';
}

const ofSample =
  (key, scale = 1) =>
  row =>
    row.sample ? row.sample[key] * scale : null;
const COMMAND_COLUMNS = [
  {
    id: 'command',
    title: 'Command',
    of: row => `${row.id} ${row.line}`,
    cell: row => [
      h('a', { class: 'strong', href: href('commands', [row.id]) }, row.id),
      h('code', { class: 'under clip quiet' }, row.line),
    ],
  },
  { id: 'state', title: 'State', of: row => row.word, cell: row => state(row.word) },
  {
    id: 'ran',
    title: 'Ran',
    isNumber: true,
    of: ofSample('elapsed_ns', 1e-9),
    cell: row => duration(ofSample('elapsed_ns', 1e-9)(row)),
  },
  {
    id: 'cpu',
    title: 'CPU',
    isNumber: true,
    from: 'wide',
    of: ofSample('cpu_percent'),
    cell: row => (row.running ? percent(ofSample('cpu_percent')(row), 0) : '–'),
  },
  {
    id: 'cputime',
    title: 'CPU time',
    isNumber: true,
    from: 'wide',
    of: ofSample('cpu_ns', 1e-9),
    cell: row => duration(ofSample('cpu_ns', 1e-9)(row)),
  },
  {
    id: 'peak',
    title: 'Peak memory',
    isNumber: true,
    from: 'roomy',
    of: ofSample('peak_rss_bytes'),
    cell: row => bytes(ofSample('peak_rss_bytes')(row)),
  },
  {
    id: 'begun',
    title: 'Begun',
    isNumber: true,
    from: 'wider',
    of: row => millis(row.begun),
    cell: row => ago(row.begun),
  },
];

function commandList() {
  if (!docs.exec) return waiting();
  return dataTable({
    caption: 'Commands',
    columns: COMMAND_COLUMNS,
    rows: commandRows(),
    key: row => row.id,
    sort: '-begun',
    filters: [{ id: 'state', title: 'State', of: row => row.word }],
    none: empty(
      'No command is watched.',
      'A host hands in what ',
      h('code', null, 'monitor-exec'),
      ' sees of the commands it runs.',
    ),
  });
}

/** The samples of the command that is looked at: what is new is asked for and added. */
const watched = { id: null, samples: [], version: null };
const KEPT_SAMPLES = 8192;

function samplesOf(one) {
  if (watched.id !== one.id) Object.assign(watched, { id: one.id, samples: [], version: null });
  const version = `${one.samples} ${one.running} ${epoch}`;
  if (watched.version !== version) {
    const last = watched.samples.at(-1);
    const answer = ask(
      `api/v1/exec/${encodeURIComponent(one.id)}/samples?limit=${KEPT_SAMPLES}${last ? `&since=${last.seq}` : ''}`,
      version,
    );
    if (answer.value && !answer.isLoading) {
      const seen = last ? last.seq : -1;
      watched.samples = watched.samples
        .concat(answer.value.filter(sample => sample.seq > seen))
        .slice(-KEPT_SAMPLES);
      watched.version = version;
    }
  }
  return watched.samples;
}

function commandPage(id) {
  const one = commandRows().find(row => row.id === id);
  if (!one)
    return docs.exec
      ? empty(
          'There is no such command, or no longer.',
          'Only the newest are kept. ',
          h('a', { href: href('commands') }, 'To all commands'),
        )
      : waiting();
  const samples = samplesOf(one);
  const path = `api/v1/exec/${encodeURIComponent(id)}`;
  const last = one.sample || {};
  return [
    h(
      'div',
      { class: 'bar' },
      state(one.word),
      h(
        'a',
        { class: 'button', href: `${path}/report`, download: `${id}.html` },
        'Report as one file',
      ),
      docs.jobs && docs.jobs.jobs[id]
        ? h('a', { class: 'button', href: href('jobs', [id]) }, 'Its job')
        : null,
    ),
    section(
      'What it is',
      {},
      h('pre', { class: 'line' }, one.line),
      facts([
        ['Ran', duration(last.elapsed_ns / 1e9)],
        ['CPU time', duration(last.cpu_ns / 1e9)],
        ['Peak memory', bytes(last.peak_rss_bytes)],
        ['Read', bytes(last.read_bytes)],
        ['Written', bytes(last.write_bytes)],
        ['Processes', count(last.processes)],
        ['Threads', count(last.threads)],
        ['Begun', ago(one.begun)],
        ['Samples', count(one.samples + one.samples_dropped)],
      ]),
    ),
    h('div', { class: 'columns' }, commandCharts(samples)),
  ];
}

function commandCharts(samples) {
  if (!samples.length) return waiting();
  const of = (key, scale = 1) =>
    samples
      .map(sample => [sample.elapsed_ns / 1e9, sample[key] * scale])
      .filter(([, y]) => isNumber(y));
  const rate = key =>
    samples
      .slice(1)
      .map((sample, at) => {
        const seconds = (sample.elapsed_ns - samples[at].elapsed_ns) / 1e9;
        return [
          sample.elapsed_ns / 1e9,
          seconds > 0 ? Math.max(0, sample[key] - samples[at][key]) / seconds : NaN,
        ];
      })
      .filter(([, y]) => isNumber(y));
  const ends = { at: duration, from: '0 s', to: duration(samples.at(-1).elapsed_ns / 1e9) };
  return memo('charts', [samples], () =>
    h(
      'div',
      { class: 'columns wholewidth' },
      section(
        'Processor',
        {},
        timeChart('CPU, of one core', [{ name: 'CPU', kind: 'busy', points: of('cpu_percent') }], {
          ...ends,
          format: value => percent(value, 0),
        }),
      ),
      section(
        'Memory',
        {},
        timeChart(
          'Resident memory',
          [{ name: 'resident', kind: 'held', points: of('rss_bytes') }],
          { ...ends, format: bytes },
        ),
      ),
      section(
        'Reading and writing',
        {},
        timeChart(
          'Through system calls, a second',
          [
            { name: 'read', kind: 'busy', points: rate('read_call_bytes') },
            { name: 'written', kind: 'warn', points: rate('write_call_bytes') },
          ],
          { ...ends, format: value => `${bytes(value)}/s` },
        ),
      ),
      section(
        'Processes',
        {},
        timeChart(
          'Processes and threads',
          [
            { name: 'processes', kind: 'good', points: of('processes') },
            { name: 'threads', kind: 'idle', points: of('threads') },
          ],
          ends,
        ),
      ),
    ),
  );
}
