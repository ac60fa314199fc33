// Analyses: which there are, by state; why each is where it is; and what a cycle would do.

/** Grows every three seconds while the view is shown. */
let analysesBeat = 0;
let analysesTimer = 0;
let isForced = false;

view({
  name: 'analyses',
  title: 'Analyses',
  order: 50,
  topics: ['analyses'],
  isThere: () => has('analyses'),
  badge: () => {
    const { counts } = docs.analyses || {};
    return counts
      ? {
          value: count(counts.active),
          words: `active${counts.stuck ? `, ${counts.stuck} stuck` : ''}`,
          kind: counts.stuck ? 'bad' : '',
        }
      : null;
  },
  heading: () => (route.rest.length ? [route.rest.join('/')] : ['Analyses']),
  show: () => (route.rest.length ? analysisPage(route.rest.join('/')) : analysesView()),
  begin: () => {
    analysesTimer = setInterval(() => {
      analysesBeat += 1;
      draw();
    }, 3000);
  },
  end: () => {
    clearInterval(analysesTimer);
    [isForced, appliedPlan] = [false, null];
  },
});

/** All analyses as rows. */
function analysisRows() {
  const { analyses: live } = docs;
  const isAll = live && live.analyses && live.left_out === 0;
  // The stream has the newest only; all of them are asked for.
  const answer = isAll
    ? {}
    : ask('api/v1/analyses?limit=10000', live ? live.revision : analysesBeat);
  const list = isAll ? Object.values(live.analyses) : answer.value && answer.value.analyses;
  return { error: answer.error, rows: list && list.map(rowOf) };
}

function analysesView() {
  const { rows, error } = analysisRows();
  if (!rows) return error ? failed('The analyses', error) : waiting();
  const isPlan = route.query.tab === 'plan';
  return [
    h(
      'div',
      { key: 'tabs', class: 'bar' },
      choices('tab', 'What is shown', [
        ['list', 'By state'],
        ['plan', 'The plan'],
      ]),
    ),
    isPlan
      ? planView(rows)
      : [
          stateGroups(rows),
          section(
            'Analyses',
            { key: 'list' },
            dataTable({
              caption: 'Analyses',
              rows,
              key: row => row.key,
              sort: 'state',
              columns: ANALYSIS_COLUMNS,
              filters: [
                { id: 'state', title: 'State', of: row => row.state },
                { id: 'subject', title: 'Subject', of: row => row.subject },
                { id: 'pipeline', title: 'Pipeline', of: row => row.pipeline },
              ],
              none: empty(
                'There is no analysis.',
                h('code', null, 'monitor project add'),
                ' adds one.',
              ),
            }),
          ),
        ],
  ];
}

const rowsOf = new WeakMap();

/** The row of an analysis: the same one as long as it is the same analysis. */
function rowOf(glance) {
  if (!rowsOf.has(glance)) rowsOf.set(glance, { ...glance, subject: glance.key.split('/')[0] });
  return rowsOf.get(glance);
}

const urgency = word => {
  const at = ANALYSIS_GROUPS.findIndex(([, words]) => words.split(' ').includes(word));
  return `${at < 0 ? 9 : at} ${word}`;
};

const ANALYSIS_COLUMNS = [
  {
    id: 'key',
    title: 'Analysis',
    of: row => row.key,
    cell: row => h('a', { href: analysisHref(row.key) }, row.key),
  },
  {
    id: 'state',
    title: 'State',
    of: row => urgency(row.state),
    cell: row => analysisState(row.state),
  },
  {
    id: 'since',
    title: 'Since',
    isNumber: true,
    of: row => millis(row.since),
    cell: row => ago(row.since),
  },
  {
    id: 'pipeline',
    title: 'Pipeline',
    from: 'wide',
    of: row => row.pipeline,
    cell: row => row.pipeline,
  },
  {
    id: 'attempts',
    title: 'Attempts',
    isNumber: true,
    from: 'wide',
    of: row => row.attempts,
    cell: row => count(row.attempts),
  },
  {
    id: 'job',
    title: 'Job',
    from: 'wider',
    of: row => row.job || '',
    cell: row =>
      row.job
        ? [h('code', null, row.job), h('span', { class: 'quiet' }, ` at ${row.scheduler}`)]
        : '',
  },
];

/** How many there are of each state, in groups; a click shows only these. */
function stateGroups(rows) {
  const chosen = route.query.state || '';
  const known = ANALYSIS_GROUPS.flatMap(([, words]) => words.split(' '));
  const extra = [...new Set(rows.map(row => row.state))].filter(word => !known.includes(word));
  const groups = extra.length ? [...ANALYSIS_GROUPS, ['Others', extra.join(' ')]] : ANALYSIS_GROUPS;
  return h(
    'div',
    { key: 'groups', class: 'groups', role: 'group', 'aria-label': 'How many of each state' },
    groups.map(([title, words]) => {
      const all = words
        .split(' ')
        .map(word => [word, rows.filter(row => row.state === word).length])
        .filter(([, size]) => size > 0);
      return h(
        'div',
        { key: title, class: 'card' },
        h(
          'h2',
          null,
          title,
          ' ',
          h('span', { class: 'quiet' }, count(all.reduce((sum, [, size]) => sum + size, 0))),
        ),
        all.length
          ? h(
              'div',
              { class: 'line' },
              all.map(([word, size]) =>
                h(
                  'button',
                  {
                    key: word,
                    type: 'button',
                    class: 'plain statebutton',
                    'aria-pressed': String(chosen === word),
                    onclick: () => choose({ state: chosen === word ? '' : word }),
                  },
                  analysisState(word),
                  h('span', { class: 'figure' }, count(size)),
                ),
              ),
            )
          : h('p', { class: 'quiet' }, 'none'),
      );
    }),
  );
}

function analysisPage(key) {
  const path = `api/v1/analyses/${key.split('/').map(encodeURIComponent).join('/')}`;
  const answer = ask(
    `${path}/why`,
    `${docs.analyses ? docs.analyses.revision : 0} ${analysesBeat}`,
  );
  const why = answer.value;
  const past = ask(
    `${path}/history?limit=300`,
    docs.analyses ? docs.analyses.revision : analysesBeat,
  );
  const moves = past.value || (why && why.moves) || [];
  const crumbs = h(
    'p',
    { key: 'crumbs', class: 'crumbs' },
    h('a', { href: href('analyses') }, 'Analyses'),
  );
  if (!why) return [crumbs, answer.error ? failed(key, answer.error) : waiting()];
  return [
    crumbs,
    h(
      'div',
      { key: 'bar', class: 'bar' },
      analysisState(why.state),
      why.status !== why.state && h('span', { class: 'quiet' }, `shown as ${why.status}`),
      h('span', { class: 'quiet' }, 'came to it ', ago(why.since)),
    ),
    h(
      'div',
      { key: 'columns', class: 'columns' },
      section(
        'Why it is there',
        { key: 'why' },
        why.awaits.length > 0 && [
          h('h3', null, 'It waits for'),
          h(
            'ul',
            { class: 'awaits' },
            why.awaits.map((awaited, at) => h('li', { key: at }, awaitedWords(awaited))),
          ),
        ],
        why.deadline &&
          h(
            'p',
            { class: 'note warn' },
            sign('warn'),
            ' If that does not come it is stuck ',
            ago(why.deadline.at),
            `: ${LATE[why.deadline.clock] || why.deadline.clock}.`,
          ),
        facts([
          ['Job', why.job && h('code', null, String(why.job))],
          ['Scheduler', why.scheduler],
          ['Attempts', `${count(why.attempts[0])} of ${count(why.attempts[1])}`],
          ['Rescues', `${count(why.resurrections[0])} of ${count(why.resurrections[1])}`],
        ]),
      ),
      setPanel(key, path, why),
    ),
    section(
      'What happened',
      { key: 'history' },
      moves.length
        ? planTable(
            'Moves',
            ['When', 'From', 'To', 'Because'],
            moves
              .slice()
              .reverse()
              .map(move => [
                clock(move.at),
                analysisState(move.from),
                analysisState(move.to),
                [causeWords(move.cause), move.raw && h('code', { class: 'quiet' }, ` ${move.raw}`)],
              ]),
          )
        : empty('It has not moved yet.'),
    ),
  ];
}

/** What a person may say of an analysis. */
const SAID = [
  ['ready', 'submit it when it is its turn'],
  ['wait', 'not before somebody says so'],
  ['manual', 'a person runs it by hand'],
  ['stop', 'cancel its job'],
  ['restart', 'begin again from the start'],
  ['cancelled', 'it will never run'],
];

function setPanel(key, path, why) {
  const put = async word => {
    if (word === 'cancelled' && !window.confirm(`Cancel ${key}? It will never run.`)) return;
    await command(`${key}: ${word}`, 'POST', `${path}/state`, {
      state: word,
      force: isForced,
      by: OWNER,
    });
    analysesBeat += 1;
  };
  return section(
    'Set its state',
    { key: 'set' },
    h(
      'ul',
      { class: 'plainlist tight' },
      SAID.map(([word, words]) =>
        h(
          'li',
          { key: word, class: 'line' },
          button(word, () => put(word), {
            disabled: !may('analyses') || word === why.state,
            class: word === 'cancelled' ? 'danger' : null,
          }),
          h('span', { class: 'quiet' }, words),
        ),
      ),
    ),
    h(
      'label',
      { class: 'check' },
      h('input', {
        type: 'checkbox',
        checked: isForced,
        onchange: event => {
          isForced = event.target.checked;
          draw();
        },
      }),
      ' by force, whatever the rules say',
    ),
    !may('analyses') &&
      h('p', { class: 'note' }, 'You may look: this server changes no analyses for others.'),
  );
}
