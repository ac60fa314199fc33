// What is held: why, what caused it, its variables, which can be changed, and any expression.

/** The variable that is being changed: `{ scope, path, text, error }`. */
let variableDraft = null;
let expression = '';

const REASONS = {
  breakpoint: 'a breakpoint was hit',
  pause: 'the job was paused',
  step: 'a step ended here',
  start: 'it was started held',
};

function heldPanel(it) {
  const { session } = it;
  if (!session) return section('Held', { key: 'held' }, waiting());
  if (isOver(it))
    return section(
      'Held',
      { key: 'held' },
      h('p', { class: 'quiet' }, 'The job has ended: there is nothing left to hold.'),
    );
  const lane = heldLane(it);
  if (!lane) {
    return section(
      'Held',
      { key: 'held' },
      session.status === 'paused'
        ? empty(
            'The job is paused: it is held as soon as a routine is called or hands out an event.',
          )
        : empty(
            'Nothing is held: the job runs.',
            'Click a routine to hold the job there, or pause it.',
          ),
    );
  }
  return section(
    'Held',
    { key: 'held', class: 'heldnow', aside: state('held', 'held') },
    session.lanes.length > 1 &&
      h(
        'div',
        { class: 'choices', role: 'group', 'aria-label': 'Held activations' },
        session.lanes.map(other =>
          h(
            'button',
            {
              key: other.lane,
              type: 'button',
              'aria-pressed': String(other === lane),
              onclick: () => {
                it.lane = other.lane;
                refresh(it);
              },
            },
            `${other.routine_id} · lane ${other.lane}`,
          ),
        ),
      ),
    facts([
      ['Where', h('span', { class: 'strong' }, lane.routine_id)],
      [
        'Why',
        `${REASONS[lane.reason] || lane.reason}${lane.breakpoint_id ? ` (${lane.breakpoint_id})` : ''}`,
      ],
      ['Since', ago(lane.held_since)],
      ['Goes on by itself', ago(lane.held_until)],
    ]),
    h('h3', null, 'What caused it'),
    h(
      'ol',
      { class: 'stack' },
      it.stack.map((frame, at) =>
        h(
          'li',
          { key: frame.frame, 'aria-current': at === it.stack.length - 1 && 'true' },
          h('span', { class: 'strong' }, frame.routine_id),
          h('span', { class: 'quiet' }, frame.slot_name && ` by ${frame.slot_name}`),
          h('span', { class: 'quiet' }, frame.line ? ` line ${frame.line}` : ''),
        ),
      ),
    ),
    h('h3', null, 'Variables'),
    it.variables ? variableTable(it) : waiting(),
    evaluation(it),
  );
}

function variableTable(it) {
  const list = listVariables(it.variables);
  if (!list.length) return h('p', { class: 'quiet' }, 'It has none.');
  return h(
    'table',
    { class: 'data variables' },
    h('caption', { class: 'unseen' }, 'Variables'),
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        h('th', { scope: 'col' }, 'Name'),
        h('th', { scope: 'col' }, 'Value'),
        h('th', { scope: 'col' }, h('span', { class: 'unseen' }, 'Change')),
      ),
    ),
    h(
      'tbody',
      null,
      list.map(one => variableRow(it, one)),
    ),
    it.variables.truncated &&
      h(
        'tfoot',
        null,
        h(
          'tr',
          null,
          h('td', { colspan: 3, class: 'quiet' }, 'There are more, which are too large to show.'),
        ),
      ),
  );
}

function variableRow(it, [scope, path, value]) {
  const key = `${scope} ${path}`;
  const text = JSON.stringify(value);
  const isChanged =
    [...it.before.keys()].some(other => other.startsWith(scope)) && it.before.get(key) !== text;
  const isEdited = variableDraft && variableDraft.scope === scope && variableDraft.path === path;
  const edit = () => {
    variableDraft = { scope, path, text, error: null };
    draw();
    focusSoon('#variable');
  };
  const name = h(
    'th',
    { scope: 'row' },
    path,
    scope === 'shared' && h('span', { class: 'tag' }, 'shared'),
    isChanged && h('span', { class: 'tag changed' }, 'changed'),
  );
  if (!isEdited) {
    return h(
      'tr',
      { key },
      name,
      h('td', null, h('code', null, shortened(text, 400))),
      h(
        'td',
        { class: 'number' },
        button('Change', edit, {
          class: 'plain',
          disabled: !maySteer(it),
          'aria-label': `Change ${path}`,
        }),
      ),
    );
  }
  const leave = () => {
    variableDraft = null;
    draw();
  };
  return h(
    'tr',
    { key: `${key} edited` },
    name,
    h(
      'td',
      { colspan: 2 },
      h(
        'form',
        {
          class: 'line',
          onsubmit: event => {
            event.preventDefault();
            saveVariable(it);
          },
          onkeydown: event => {
            if (event.key === 'Escape') leave();
          },
        },
        h('input', {
          id: 'variable',
          value: variableDraft.text,
          autocomplete: 'off',
          spellcheck: 'false',
          'aria-label': `New value of ${path}, as JSON; other words are a text`,
          'aria-invalid': String(Boolean(variableDraft.error)),
          oninput: event => {
            variableDraft.text = event.target.value;
            draw();
          },
        }),
        h('button', { type: 'submit', class: 'main' }, 'Set'),
        button('Never mind', leave),
      ),
      variableDraft.error && h('p', { class: 'note bad', role: 'alert' }, variableDraft.error),
    ),
  );
}

async function saveVariable(it) {
  const draft = variableDraft;
  let value = draft.text;
  try {
    value = JSON.parse(draft.text);
  } catch {
    /* other words are a text */
  }
  try {
    await instruct(it, {
      command: 'set_variable',
      lane: it.lane,
      scope: draft.scope,
      variable: draft.path,
      value,
    });
    say(`${draft.path} is ${JSON.stringify(value)}`);
    variableDraft = null;
    focusSoon('.steer .main');
  } catch (error) {
    draft.error = error.message;
  }
  refresh(it);
}

function evaluation(it) {
  const run = async event => {
    event.preventDefault();
    const asked = expression.trim();
    if (!asked) return;
    const answer = await instruct(it, {
      command: 'evaluate',
      lane: it.lane,
      expression: asked,
    }).catch(error => ({ error: error.message }));
    it.evaluated = [
      { asked, answer },
      ...it.evaluated.filter(other => other.asked !== asked),
    ].slice(0, 5);
    say(answer.error || `${asked} is ${JSON.stringify(answer.result)}`);
    draw();
  };
  return [
    h('h3', null, 'Expression'),
    h(
      'form',
      { class: 'line', onsubmit: run },
      h('input', {
        id: 'expression',
        value: expression,
        placeholder: 'such as a + b > 2',
        autocomplete: 'off',
        spellcheck: 'false',
        'aria-label': 'Expression',
        oninput: event => {
          expression = event.target.value;
          draw();
        },
      }),
      h('button', { type: 'submit' }, 'Evaluate'),
    ),
    it.evaluated.length > 0 &&
      h(
        'dl',
        { class: 'facts' },
        it.evaluated.map(({ asked, answer }) =>
          h(
            'div',
            { key: asked },
            h('dt', null, h('code', null, asked)),
            h(
              'dd',
              { class: answer.error ? 'bad' : null },
              answer.error
                ? [sign('bad'), ` ${answer.error}`]
                : h('code', null, JSON.stringify(answer.result)),
            ),
          ),
        ),
      ),
  ];
}

const TRACE_WORDS = {
  routine_start: ['called', 'busy'],
  slot_call: ['slot', 'idle'],
  event_emit: ['hands out', 'idle'],
  checkpoint: ['comes to', 'idle'],
  routine_complete: ['done', 'good'],
  routine_error: ['failed', 'bad'],
  breakpoint_hit: ['breakpoint hit', 'held'],
  log_message: ['log', 'busy'],
  job_paused: ['held', 'held'],
  job_resumed: ['goes on', 'busy'],
  job_completed: ['job ended', 'good'],
};

/** The last events of the job, newest first. */
function tracePanel(it) {
  const rows = it.trace
    .filter(event => event.event_type !== 'slot_call')
    .slice(-14)
    .reverse();
  return section(
    'What happens',
    { key: 'trace', aside: h('a', { href: href('jobs', [it.id]) }, 'The whole job') },
    rows.length === 0
      ? waiting()
      : h(
          'ol',
          { class: 'trace' },
          rows.map(event => {
            const [word, kind] = TRACE_WORDS[event.event_type] || [event.event_type, 'idle'];
            const { data } = event;
            return h(
              'li',
              { key: event.seq },
              clock(event.timestamp),
              h('span', { class: 'strong' }, event.routine_id || it.id),
              state(word, event.status === 'failed' ? 'bad' : kind),
              h(
                'span',
                { class: 'quiet' },
                data.event_name ||
                  data.label ||
                  data.message ||
                  (data.reason || '').replaceAll('_', ' ') ||
                  (event.event_type === 'job_completed' ? event.status : '') ||
                  (isNumber(event.duration) ? duration(event.duration) : ''),
              ),
            );
          }),
        ),
  );
}
