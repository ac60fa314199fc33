// Workers: who there is, what they do, and when they were last heard of.

view({
  name: 'workers',
  title: 'Workers',
  order: 30,
  topics: ['status'],
  isThere: () => has('status'),
  badge: () => {
    const all = workerRows();
    if (!all.length) return null;
    const lost = all.filter(worker => worker.status === 'offline').length;
    return {
      value: count(all.length - lost),
      words: `online${lost ? `, ${lost} offline` : ''}`,
      kind: lost ? 'bad' : '',
    };
  },
  show: () => workerTable(workerRows(), ''),
});

function workerRows() {
  const { workers } = docs.status || {};
  return workers ? Object.entries(workers.workers).map(([id, worker]) => ({ id, ...worker })) : [];
}

const WORKER_COLUMNS = [
  {
    id: 'worker',
    title: 'Worker',
    of: row => row.id,
    cell: row => [
      h('span', { class: 'strong' }, row.id),
      h('span', { class: 'under quiet' }, row.host),
    ],
  },
  { id: 'state', title: 'State', of: row => row.status, cell: row => state(row.status) },
  {
    id: 'running',
    title: 'Running',
    isNumber: true,
    from: 'roomy',
    of: row => row.running_jobs,
    cell: row => `${count(row.running_jobs)} of ${count(row.max_concurrent_jobs)}`,
  },
  {
    id: 'completed',
    title: 'Completed',
    isNumber: true,
    from: 'wide',
    of: row => row.completed_jobs,
    cell: row => count(row.completed_jobs),
  },
  {
    id: 'failed',
    title: 'Failed',
    isNumber: true,
    from: 'roomy',
    of: row => row.failed_jobs,
    cell: row => (row.failed_jobs ? h('span', { class: 'bad' }, count(row.failed_jobs)) : '0'),
  },
  {
    id: 'busy',
    title: 'Busy',
    isNumber: true,
    from: 'wide',
    of: row => row.busy_fraction,
    cell: row =>
      h(
        'span',
        { class: 'meter' },
        h('i', { style: { width: `${Math.min(100, row.busy_fraction * 100).toFixed(1)}%` } }),
        h('b', null, percent(row.busy_fraction * 100, 0)),
      ),
  },
  {
    id: 'heard',
    title: 'Heard of',
    isNumber: true,
    of: row => row.last_heartbeat,
    cell: row =>
      h(
        'span',
        { class: row.status === 'offline' ? 'bad' : '' },
        row.last_heartbeat === null ? 'never' : `${roughly(row.last_heartbeat)} ago`,
      ),
  },
  {
    id: 'tags',
    title: 'Tags',
    from: 'wider',
    of: row => row.tags.join(' '),
    cell: row => tagList(row.tags),
  },
];

function workerTable(rows, prefix) {
  if (!docs.status) return waiting();
  return dataTable({
    caption: 'Workers',
    columns: WORKER_COLUMNS,
    rows,
    key: row => row.id,
    sort: 'worker',
    prefix,
    filters: [{ id: 'state', title: 'State', of: row => row.status }],
    none: empty(
      'No worker has registered.',
      'A worker is there as soon as it emits ',
      h('code', null, 'WorkerEvent::registered'),
      ' or sends a heartbeat.',
    ),
  });
}

watch('status', (old, fresh) => {
  const wentOffline = ([id, worker]) =>
    worker.status === 'offline' && (old.workers?.workers[id] || {}).status === 'online';
  return Object.entries(fresh.workers?.workers || {})
    .filter(wentOffline)
    .map(([id]) => ({
      tag: `worker ${id}`,
      title: `Worker ${id} is offline`,
      body: 'It has not been heard of for too long, or has left.',
      address: href('workers'),
    }));
});
