// The plan: what a cycle would do now, as a list that can be read before it is applied.

let isApplying = false;
/** What the last cycle that was started here has done. */
let appliedPlan = null;

function planView(list) {
  const subject = route.query.subject || '';
  const query = subject ? `&subject=${encodeURIComponent(subject)}` : '';
  const answer = ask(
    `api/v1/cycle?dry_run=true${query}`,
    `${docs.analyses ? docs.analyses.revision : 0} ${analysesBeat >> 1}`,
  );
  const plan = answer.value && answer.value.plan;
  const subjects = [...new Set(list.map(row => row.subject))]
    .filter(name => name !== 'project_analyses')
    .sort();
  return [
    section(
      'What a cycle would do',
      {
        key: 'plan',
        aside: h(
          'div',
          { class: 'line' },
          h(
            'select',
            {
              value: subject,
              'aria-label': 'Only this subject',
              onchange: event => choose({ subject: event.target.value }),
              updated: node => {
                node.value = subject;
              },
            },
            h('option', { value: '' }, 'every subject'),
            subjects.map(name =>
              h('option', { key: name, value: name, selected: name === subject }, name),
            ),
          ),
          h(
            'button',
            {
              type: 'button',
              class: 'main',
              disabled: !plan || isApplying || !may('analyses') || isNothing(plan),
              onclick: () => applyPlan(`?revision=${plan.revision}${query}`),
            },
            isApplying ? 'Applying …' : 'Apply this plan',
          ),
        ),
      },
      !may('analyses') &&
        h(
          'p',
          { class: 'note' },
          'You may look: this server starts no cycles for others. ',
          h('code', null, 'monitor serve --control analyses'),
          ' lets it.',
        ),
      !plan ? (answer.error ? failed('The plan', answer.error) : waiting()) : planList(plan),
    ),
    appliedPlan &&
      section(
        'What was done',
        {
          key: 'applied',
          aside: button(
            'Put away',
            () => {
              appliedPlan = null;
              draw();
            },
            { class: 'plain' },
          ),
        },
        planList(appliedPlan),
      ),
  ];
}

const isNothing = plan => plan.entries.length === 0 && (plan.questions || []).length === 0;

async function applyPlan(query) {
  isApplying = true;
  draw();
  const done = await command('Cycle', 'POST', `api/v1/cycle${query}`);
  isApplying = false;
  if (done) appliedPlan = done.plan;
  analysesBeat += 2;
  draw();
}

function planList(plan) {
  const moved = plan.entries.filter(entry => entry.entry === 'moved');
  const opened = plan.entries.filter(entry => entry.entry === 'opened');
  const noted = plan.entries.filter(entry => !['moved', 'opened'].includes(entry.entry));
  const { counts } = plan;
  const key = entry => h('a', { href: analysisHref(entry.key) }, entry.key);
  return [
    h(
      'p',
      { class: 'quiet' },
      `Made `,
      ago(plan.at),
      `, for revision ${plan.revision}: ${many(moved.length, 'move')}, ${many(opened.length, 'action')}. Afterwards ${count(counts.active)} of ${count(counts.total)} are active, ${count(counts.complete)} complete, ${count(counts.stuck)} stuck.`,
    ),
    (plan.warnings || []).length > 0 &&
      h(
        'ul',
        { class: 'plainlist tight warnings' },
        plan.warnings.map((warning, at) =>
          h('li', { key: at, class: 'note warn' }, sign('warn'), ' ', warningWords(warning)),
        ),
      ),
    isNothing(plan) &&
      empty(
        'Nothing: everything is where it should be.',
        'The plan is made anew every few seconds.',
      ),
    moved.length > 0 &&
      planTable(
        'Moves',
        ['Analysis', 'From', 'To', 'Because'],
        moved.map(entry => [
          key(entry),
          analysisState(entry.from),
          [h('span', { class: 'unseen' }, 'to '), analysisState(entry.to)],
          [causeWords(entry.cause), entry.raw && h('code', { class: 'quiet' }, ` ${entry.raw}`)],
        ]),
      ),
    opened.length > 0 &&
      planTable(
        'Actions',
        ['Analysis', 'What is done', 'Job or tag'],
        opened.map(entry => [
          key(entry),
          ACTIONS[entry.action] || entry.action,
          h('code', null, entry.job || entry.tag),
        ]),
      ),
    (plan.questions || []).length > 0 &&
      planTable(
        'Found out first',
        ['Analysis', 'Question'],
        plan.questions.map(question => [key(question), QUESTIONS[question.ask] || question.ask]),
      ),
    noted.length > 0 &&
      h(
        'p',
        { class: 'quiet' },
        `And ${many(noted.length, 'note')} of signs of life and of jobs that were missing or are back.`,
      ),
  ];
}

function planTable(caption, titles, rows) {
  return [
    h(
      'h3',
      { key: `${caption} title` },
      `${caption} `,
      h('span', { class: 'quiet' }, count(rows.length)),
    ),
    h(
      'div',
      { key: caption, class: 'scroll' },
      h(
        'table',
        { class: 'data' },
        h('caption', { class: 'unseen' }, caption),
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            titles.map(title => h('th', { key: title, scope: 'col' }, title)),
          ),
        ),
        h(
          'tbody',
          null,
          rows.slice(0, 300).map((row, at) =>
            h(
              'tr',
              { key: at },
              row.map((cell, index) =>
                index ? h('td', { key: index }, cell) : h('th', { key: index, scope: 'row' }, cell),
              ),
            ),
          ),
        ),
      ),
    ),
    rows.length > 300 && h('p', { class: 'quiet' }, `and ${count(rows.length - 300)} more`),
  ];
}
