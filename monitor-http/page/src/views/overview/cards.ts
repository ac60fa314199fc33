// The cards of runs, errors and commands.

import { href } from '../../core/address.ts';
import { bytes, count, millis, percent } from '../../core/format.ts';
import type { Moment } from '../../core/format.ts';
import { h } from '../../core/picture.ts';
import type { ElementPicture } from '../../core/picture.ts';
import { ago } from '../../core/times.ts';
import { docs } from '../../live/documents.ts';
import { empty, section, waiting } from '../../parts/parts.ts';
import { sign } from '../../parts/state.ts';
import type { Status } from '../../told/status.ts';
import { commandRows } from '../commands/rows.ts';
import { runLine, runRows } from '../runs/rows.ts';

export function runsCard(): ElementPicture {
  const all = runRows();
  const shown = all
    .filter(run => run.is_open)
    .concat(all.filter(run => !run.is_open))
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
            'Record any program as a run: ',
            h('code', null, 'monitor run -- COMMAND'),
          ),
  );
}

interface Trouble {
  readonly at: Moment;
  readonly what: string;
  readonly who: string;
  readonly job?: string;
}

export function troubleCard({ system, recent_jobs: recent }: Status): ElementPicture {
  const errors: readonly Trouble[] = system.recent_errors.map(error => ({
    at: error.at,
    what: error.message,
    who: 'system',
  }));
  const failures: readonly Trouble[] = recent
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

export function runningCommandsCard(): ElementPicture {
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
            commandRows().length ? 'None running.' : 'No command is being sampled.',
          ),
  );
}
