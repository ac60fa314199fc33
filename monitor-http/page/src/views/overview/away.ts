// While you were away: what has ended, failed and changed since this browser last showed the page.

import { href } from '../../core/address.ts';
import { draw } from '../../core/draw.ts';
import { many, millis } from '../../core/format.ts';
import { remember, remembered } from '../../core/memory.ts';
import { h } from '../../core/picture.ts';
import type { Child } from '../../core/picture.ts';
import { ago } from '../../core/times.ts';
import { docs, feedId, statusNow } from '../../live/documents.ts';
import { button, section } from '../../parts/parts.ts';
import { state } from '../../parts/state.ts';
import { runRows } from '../runs/rows.ts';

const AWAY_MS = 5 * 60_000;
const REMEMBER_EVERY_MS = 5000;

/** How it was when this browser last showed the page. */
interface Visit {
  readonly at: number;
  readonly feed: string | null;
  readonly completed: number;
  readonly failed: number;
}

let visit = remembered<Visit | null>('visit', null);
let awaySince = visit && Date.now() - visit.at > AWAY_MS ? visit : null;

/** What is compared the next time. */
function rememberVisit(): void {
  if (document.hidden || (!docs.status && !docs.runs)) return;
  const jobs = statusNow()?.jobs;
  visit = {
    at: Date.now(),
    feed: feedId,
    completed: jobs?.completed_jobs ?? 0,
    failed: jobs?.failed_jobs ?? 0,
  };
  remember('visit', visit);
}

export function awayCard(): Child {
  if (!awaySince || (!docs.runs && !docs.status)) return null;
  const { at, completed, failed } = awaySince;
  const { jobs, system } = statusNow() ?? {};
  const isSame = awaySince.feed === feedId;
  const counted = (sum = 0, before: number) => Math.max(0, sum - (isSame ? before : 0));
  const ended = runRows()
    .filter(
      run =>
        (run.end_time && millis(run.end_time) > at) ||
        (run.is_in_trouble && millis(run.last_update) > at),
    )
    .slice(0, 6);
  const errors = system?.recent_errors.filter(error => millis(error.at) > at) ?? [];
  const done = counted(jobs?.completed_jobs, completed);
  const bad = counted(jobs?.failed_jobs, failed);
  const nothing = !ended.length && !done && !bad && !errors.length;
  return section(
    'While you were away',
    {
      class: 'away',
      aside: button(
        'Dismiss',
        () => {
          awaySince = null;
          draw();
        },
        { class: 'plain' },
      ),
    },
    h(
      'p',
      { class: 'quiet' },
      'Last visit ',
      ago(at / 1000),
      isSame || !feedId ? '.' : '; the server was started anew since.',
    ),
    nothing
      ? h('p', null, 'Nothing has ended or failed since.')
      : h(
          'ul',
          { class: 'plainlist tight' },
          ended.map(run =>
            h(
              'li',
              { key: run.id, class: 'line' },
              state(run.state_text, run.state_kind),
              h('a', { href: href('runs', [run.id]) }, run.experiment_name),
              h('span', { class: 'quiet' }, ago(run.end_time || run.last_update)),
            ),
          ),
          done ? h('li', { key: 'done' }, state(`${many(done, 'job')} completed`, 'good')) : null,
          bad
            ? h(
                'li',
                { key: 'bad' },
                h(
                  'a',
                  { href: href('jobs', [], { state: 'failed' }) },
                  state(`${many(bad, 'job')} failed`, 'bad'),
                ),
              )
            : null,
          errors.length
            ? h(
                'li',
                { key: 'errors' },
                state(`${many(errors.length, 'error')} of the system`, 'bad'),
              )
            : null,
        ),
  );
}

/** Remembers from now on how it was. */
export function beginVisits(): void {
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return;
    if (visit && Date.now() - visit.at > AWAY_MS) awaySince = visit;
    draw();
  });
  setInterval(rememberVisit, REMEMBER_EVERY_MS);
}
