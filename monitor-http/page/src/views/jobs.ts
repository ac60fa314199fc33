// Jobs: all that are known one by one, and what they add up to in groups.

import { href, route } from '../core/address.ts';
import { count } from '../core/format.ts';
import { h } from '../core/picture.ts';
import { has } from '../core/server.ts';
import { watch } from '../frame/bell.ts';
import type { View } from '../frame/view.ts';
import { isMissing, statusNow } from '../live/documents.ts';
import type { NoDocument, Status } from '../told/status.ts';
import { jobLists } from './jobs/list.ts';
import { jobPage } from './jobs/page.ts';

export const jobs: View = {
  name: 'jobs',
  title: 'Jobs',
  order: 10,
  topics: ['jobs', 'status', 'exec'],
  isThere: () => has('jobs') || has('flows'),
  badge: () => {
    const running = statusNow()?.jobs.currently_running;
    return running ? { value: count(running), words: 'running' } : null;
  },
  above: () => (route.rest.length ? h('a', { href: href('jobs') }, 'Jobs') : null),
  heading: () => [route.rest[0] ?? 'Jobs'],
  show: () => (route.rest[0] === undefined ? jobLists() : jobPage(route.rest[0])),
  watches: watch('status', (old, fresh) => {
    const failures = failedOf(fresh) - failedOf(old);
    if (failures <= 0) return [];
    const last = isMissing(fresh)
      ? undefined
      : fresh.recent_jobs.filter(job => job.failed_at).pop();
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
  }),
};

function failedOf(status: Status | NoDocument): number {
  return isMissing(status) ? 0 : status.jobs.failed_jobs;
}
