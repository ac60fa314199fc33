// Workers: who there is, what they do, and when they were last heard of.

import { href } from '../core/address.ts';
import { count } from '../core/format.ts';
import { has } from '../core/server.ts';
import { watch } from '../frame/bell.ts';
import type { View } from '../frame/view.ts';
import { isMissing } from '../live/documents.ts';
import type { NoDocument, Status, WorkerStatus } from '../told/status.ts';
import { workerRows, workerTable } from './workers/table.ts';

export const workers: View = {
  name: 'workers',
  title: 'Workers',
  order: 30,
  topics: ['status'],
  isThere: () => has('workers'),
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
  watches: watch('status', (old, fresh) => {
    const before = workersOf(old);
    return Object.entries(workersOf(fresh))
      .filter(([id, worker]) => worker.status === 'offline' && before[id]?.status === 'online')
      .map(([id]) => ({
        tag: `worker ${id}`,
        title: `Worker ${id} is offline`,
        body: 'Its heartbeat timed out, or it reported that it stops.',
        address: href('workers'),
      }));
  }),
};

function workersOf(status: Status | NoDocument): Readonly<Record<string, WorkerStatus>> {
  return isMissing(status) ? {} : status.workers.workers;
}
