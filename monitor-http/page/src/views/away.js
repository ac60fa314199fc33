// While you were away: what has ended, failed and changed since this browser last showed the page.

const AWAY_MS = 5 * 60_000;
let visit = remembered('visit', null);
let awaySince = visit && Date.now() - visit.at > AWAY_MS ? visit : null;

/** What is compared the next time. */
function rememberVisit() {
  if (document.hidden || (!docs.status && !docs.runs)) return;
  const { jobs } = docs.status || {};
  visit = {
    at: Date.now(),
    feed: feedId,
    completed: jobs ? jobs.completed_jobs : 0,
    failed: jobs ? jobs.failed_jobs : 0,
  };
  remember('visit', visit);
}

function awayCard() {
  if (!awaySince || (!docs.runs && !docs.status)) return null;
  const { at } = awaySince;
  const { jobs, system } = docs.status || {};
  const isSame = awaySince.feed === feedId;
  const counted = key => (jobs ? jobs[`${key}_jobs`] - (isSame ? awaySince[key] : 0) : 0);
  const ended = runRows()
    .filter(
      run =>
        (run.end_time && millis(run.end_time) > at) ||
        (['crashed', 'stalled', 'silent'].includes(run.word) && millis(run.last_update) > at),
    )
    .slice(0, 6);
  const errors = system ? system.recent_errors.filter(error => millis(error.at) > at) : [];
  const [done, bad] = [Math.max(0, counted('completed')), Math.max(0, counted('failed'))];
  const nothing = !ended.length && !done && !bad && !errors.length;
  return section(
    'While you were away',
    {
      class: 'away',
      aside: button(
        'Put away',
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
      'You last looked ',
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
              state(run.word),
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

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  if (visit && Date.now() - visit.at > AWAY_MS) awaySince = visit;
  draw();
});
setInterval(rememberVisit, 5000);
