// Jobs: all that are known one by one, and what they add up to in groups.

view({
  name: 'jobs',
  title: 'Jobs',
  order: 10,
  topics: ['jobs', 'status', 'exec'],
  isThere: () => has('jobs') || has('flows'),
  badge: () => {
    const { jobs } = docs.status || {};
    return jobs && jobs.currently_running
      ? { value: count(jobs.currently_running), words: 'running' }
      : null;
  },
  above: () => (route.rest.length ? h('a', { href: href('jobs') }, 'Jobs') : null),
  heading: () => (route.rest.length ? [route.rest[0]] : ['Jobs']),
  show: () => (route.rest.length ? jobPage(route.rest[0]) : jobLists()),
});

let jobRowsOf = null;
let jobRowsMade = [];
const jobRowKept = new WeakMap();

/** The jobs, the newest first; one that has not changed is the same object. */
function jobRows() {
  const jobs = docs.jobs && docs.jobs.jobs;
  if (jobs !== jobRowsOf) {
    jobRowsOf = jobs;
    jobRowsMade = Object.values(jobs || {})
      .map(jobRow)
      .sort((a, b) => b.latest - a.latest);
  }
  return jobRowsMade;
}

function jobRow(job) {
  let row = jobRowKept.get(job);
  if (!row) {
    const ended = millis(job.completed_at || job.failed_at || job.cancelled_at) || null;
    const started =
      millis(job.started_at) ||
      (ended && job.execution_time ? ended - job.execution_time * 1000 : null);
    row = {
      ...job,
      ended,
      started,
      run: ended ? job.execution_time : null,
      latest: ended || started || millis(job.queued_at) || millis(job.created_at) || 0,
    };
    jobRowKept.set(job, row);
  }
  return row;
}

/** The jobs of flows that are not told of by events. */
function flowJobRows() {
  const list = has('flows') ? ask('api/jobs?limit=1000', Math.floor(now() / 2000)).value : null;
  const known = (docs.jobs && docs.jobs.jobs) || {};
  return list
    ? list.jobs
        .filter(job => !known[job.job_id])
        .map(job => {
          const [started, ended] = [
            millis(job.started_at) || null,
            millis(job.completed_at) || null,
          ];
          return {
            ...job,
            name: job.flow_id,
            tags: [],
            priority: '',
            attempts: 1,
            started,
            ended,
            run: ended && started ? (ended - started) / 1000 : null,
            latest: ended || started || millis(job.created_at),
          };
        })
    : [];
}

const JOB_COLUMNS = [
  {
    id: 'job',
    title: 'Job',
    of: row => `${row.job_id} ${row.name}`,
    cell: row => [
      h('a', { class: 'strong', href: href('jobs', [row.job_id]) }, row.job_id),
      row.name !== row.job_id ? h('span', { class: 'under quiet' }, row.name) : null,
    ],
  },
  { id: 'state', title: 'State', of: row => row.status, cell: row => state(row.status) },
  {
    id: 'run',
    title: 'Run time',
    isNumber: true,
    of: row =>
      row.ended ? row.run : row.status === 'running' ? (now() - row.started) / 1000 : null,
    cell: row =>
      row.ended ? duration(row.run) : row.status === 'running' ? since(row.started) : '–',
  },
  {
    id: 'when',
    title: 'Changed',
    isNumber: true,
    from: 'roomy',
    of: row => row.latest,
    cell: row => ago(row.latest / 1000),
  },
  {
    id: 'worker',
    title: 'Worker',
    from: 'wide',
    of: row => row.worker_id,
    cell: row => row.worker_id || '–',
  },
  {
    id: 'tries',
    title: 'Tries',
    isNumber: true,
    from: 'wider',
    of: row => row.attempts,
    cell: row => count(row.attempts),
  },
  {
    id: 'priority',
    title: 'Priority',
    from: 'wider',
    of: row => ['low', 'medium', 'high', 'critical'].indexOf(row.priority),
    cell: row => row.priority,
  },
  {
    id: 'more',
    title: 'Tags and errors',
    from: 'wide',
    noSort: true,
    of: row => `${row.error || ''} ${row.tags.join(' ')}`,
    cell: row => [
      row.error ? h('span', { class: 'clip bad' }, row.error) : null,
      tagList(row.tags),
    ],
  },
];

function jobLists() {
  const group = route.query.by;
  const lists = choices('by', 'What is listed', [
    ['', 'One by one'],
    ['name', 'By name'],
    ['tag', 'By tag'],
    ['priority', 'By priority'],
  ]);
  if (group) return [h('div', { class: 'bar' }, lists), groupTable(group)];
  if (has('jobs') && !docs.jobs) return [h('div', { class: 'bar' }, lists), waiting()];
  const rows = flowJobRows().concat(jobRows());
  return [
    h('div', { class: 'bar' }, lists),
    dataTable({
      caption: 'Jobs',
      columns: JOB_COLUMNS,
      rows,
      key: row => row.job_id,
      sort: '-when',
      filters: [
        { id: 'state', title: 'State', of: row => row.status },
        { id: 'tag', title: 'Tag', of: row => row.tags },
        { id: 'worker', title: 'Worker', of: row => row.worker_id },
      ],
      none: empty(
        'No job is known.',
        'Jobs are here as soon as the host emits ',
        h('code', null, 'job.created'),
        ' or ',
        h('code', null, 'job.started'),
        '.',
      ),
    }),
    rows.length >= 1000
      ? h(
          'p',
          { class: 'quiet' },
          'Only the newest 1,000 jobs are listed one by one; the figures count all.',
        )
      : null,
  ];
}

function groupTable(group) {
  const of = { name: 'names', tag: 'tags', priority: 'priorities' }[group];
  const groups = (docs.status || {})[of];
  if (!groups) return waiting();
  const rows = Object.entries(groups).map(([id, figures]) => ({ id, ...figures }));
  const number = (id, title, key, format = count) => ({
    id,
    title,
    isNumber: true,
    of: row => row[key],
    cell: row => format(row[key]),
  });
  return dataTable({
    caption: `Jobs by ${group}`,
    rows,
    key: row => row.id,
    sort: '-started',
    columns: [
      {
        id: group,
        title: group[0].toUpperCase() + group.slice(1),
        of: row => row.id,
        cell: row =>
          group === 'tag'
            ? h('a', { href: href('jobs', [], { tag: row.id }) }, row.id)
            : group === 'name'
              ? h('a', { href: href('jobs', [], { q: row.id }) }, row.id)
              : row.id,
      },
      number('started', 'Started', 'total_jobs'),
      number('completed', 'Completed', 'completed_jobs'),
      number('failed', 'Failed', 'failed_jobs'),
      { ...number('cancelled', 'Cancelled', 'cancelled_jobs'), from: 'wide' },
      { ...number('success', 'Success', 'success_rate', percent), from: 'wide' },
      number('time', 'Mean time', 'avg_execution_time', duration),
    ],
    none: empty(`No job has a ${group}.`),
  });
}

watch('status', (old, fresh) => {
  const failures = (fresh.jobs?.failed_jobs || 0) - (old.jobs?.failed_jobs || 0);
  if (failures <= 0) return [];
  const last = (fresh.recent_jobs || []).filter(job => job.failed_at).pop();
  return [
    {
      tag: 'failed jobs',
      title:
        failures === 1 && last
          ? `Job ${last.job_id} has failed`
          : `${count(failures)} jobs have failed`,
      body: last ? last.error || '' : '',
      address:
        failures === 1 && last
          ? href('jobs', [last.job_id])
          : href('jobs', [], { state: 'failed' }),
    },
  ];
});
