// Breakpoints: those there are, how they do, and a form for one with a condition.

/** What stands in the form. */
let breakpointDraft = null;
let breakpointError = null;
/** Grows when the breakpoints are others. */
let breakpointTurn = 0;

const breakpointPath = (flow, job) =>
  job
    ? `api/jobs/${encodeURIComponent(job)}/breakpoints`
    : `api/flows/${encodeURIComponent(flow)}/breakpoints`;

/** The breakpoints of the job, and those for later jobs only. */
function knownBreakpoints(flow, it, version) {
  const turn = `${version} ${breakpointTurn} ${it ? it.turn : 0}`;
  const ofFlow = ask(breakpointPath(flow), turn);
  const ofJob = it ? ask(breakpointPath(flow, it.id), turn) : null;
  const list = ((ofJob && ofJob.value) || { breakpoints: [] }).breakpoints.map(stop => ({
    ...stop,
    job: it.id,
  }));
  const here = new Set(list.map(stop => stop.breakpoint_id));
  return list.concat(
    (ofFlow.value || { breakpoints: [] }).breakpoints
      .filter(stop => !here.has(stop.breakpoint_id))
      .map(stop => ({ ...stop, job: null })),
  );
}

/** Sets a breakpoint on the job, or where there is none that runs on the flow; null if it was refused. */
async function setBreakpoint(flow, it, body, isForLater = false) {
  const job = it && !isOver(it) ? it : null;
  // With it comes the lease that lets the job go on if this page is gone.
  if (job && roleAt(job) === 'free' && !(await steer(job, 'attach'))) return null;
  const set = await request('POST', breakpointPath(flow, isForLater || !job ? null : job.id), body);
  breakpointTurn += 1;
  say(`Breakpoint set at ${body.routine_id}${job && !isForLater ? '' : ', for later jobs'}`);
  draw();
  return set;
}

async function removeBreakpoint(flow, stop) {
  // One that came with the flow is taken from the flow as well, or it would come back with the next job.
  const isGone = await command(
    'Breakpoint removed',
    'DELETE',
    `${breakpointPath(flow, stop.job)}/${encodeURIComponent(stop.breakpoint_id)}`,
  );
  breakpointTurn += 1;
  return isGone;
}

/** A click on a routine: sets a breakpoint, or removes those that are there. */
async function toggleBreakpoint(flow, it, routine, stops) {
  try {
    if (stops.length) for (const stop of stops) await removeBreakpoint(flow, stop);
    else await setBreakpoint(flow, it, { routine_id: routine });
  } catch (error) {
    notice('bad', `Breakpoint: ${error.message}`);
  }
}

const STOP_KINDS = [
  ['routine', 'when it is called'],
  ['slot', 'when a slot is called'],
  ['event', 'when it hands out an event'],
  ['error', 'when it fails'],
];

function stopWords(stop) {
  const at = stop.slot_name || stop.event_name || stop.label;
  return [
    {
      routine: '',
      slot: `slot ${at}`,
      event: `event ${at}`,
      error: 'when it fails',
      label: `label ${at}`,
    }[stop.type],
    stop.hit_condition && `hits ${stop.hit_condition}`,
    stop.once && 'once',
    stop.log_message && `log “${stop.log_message}”`,
    !stop.job && 'later jobs',
  ]
    .filter(word => word)
    .join(' · ');
}

function breakpointRow(flow, it, stop) {
  const isMine = it ? maySteer(it) || isOver(it) : may('debug');
  const enable = event =>
    command(
      event.target.checked ? 'Breakpoint enabled' : 'Breakpoint disabled',
      'PUT',
      `${breakpointPath(flow, stop.job)}/${encodeURIComponent(stop.breakpoint_id)}`,
      { enabled: event.target.checked },
    ).then(() => {
      breakpointTurn += 1;
      draw();
    });
  return h(
    'li',
    { key: stop.breakpoint_id, class: `stoprow${stop.enabled ? '' : ' off'}` },
    h(
      'div',
      { class: 'line' },
      stop.job
        ? h('input', {
            type: 'checkbox',
            checked: stop.enabled,
            disabled: !isMine,
            'aria-label': `${stop.routine_id}: enabled`,
            onchange: enable,
          })
        : h('i', { class: 'dot', 'aria-hidden': 'true' }),
      h('span', { class: 'strong' }, stop.routine_id),
      h('span', { class: 'quiet' }, stopWords(stop)),
      h('span', { class: 'quiet' }, many(stop.hit_count, 'hit')),
      button(
        'Change',
        () => {
          breakpointDraft = { ...draftOf(stop), replaces: stop };
          breakpointError = null;
          draw();
          focusSoon('#bp-condition');
        },
        {
          class: 'plain',
          disabled: !isMine,
          'aria-label': `Change the breakpoint at ${stop.routine_id}`,
        },
      ),
      button('Remove', () => removeBreakpoint(flow, stop), {
        class: 'plain',
        disabled: !isMine,
        'aria-label': `Remove the breakpoint at ${stop.routine_id}`,
      }),
    ),
    stop.condition && h('code', { class: 'condition' }, `if ${stop.condition}`),
    stop.error_count > 0 &&
      h(
        'p',
        { class: 'note bad' },
        sign('bad'),
        ` The condition had no value ${many(stop.error_count, 'time')}: ${stop.last_error}`,
      ),
  );
}

function draftOf(stop) {
  return {
    routine: stop.routine_id,
    kind: stop.type,
    name: stop.slot_name || stop.event_name || '',
    condition: stop.condition || '',
    hits: stop.hit_condition || '',
    log: stop.log_message || '',
    once: stop.once,
    isForLater: stop.job === null,
  };
}

const freshDraft = flow => ({
  routine: Object.keys(flow.routines)[0] || '',
  kind: 'routine',
  name: '',
  condition: '',
  hits: '',
  log: '',
  once: false,
  isForLater: false,
});

async function saveBreakpoint(flow, it) {
  const draft = breakpointDraft;
  const body = { routine_id: draft.routine, type: draft.kind, once: draft.once };
  if (draft.kind === 'slot') body.slot_name = draft.name || flow.routines[draft.routine].slots[0];
  if (draft.kind === 'event')
    body.event_name = draft.name || flow.routines[draft.routine].events[0];
  if (draft.condition.trim()) body.condition = draft.condition;
  if (draft.hits.trim()) body.hit_condition = draft.hits;
  if (draft.log.trim()) body.log_message = draft.log;
  try {
    if (!(await setBreakpoint(flow.flow_id, it, body, draft.isForLater))) return;
    if (draft.replaces) await removeBreakpoint(flow.flow_id, draft.replaces);
    [breakpointDraft, breakpointError] = [null, null];
    focusSoon('#bp-new');
  } catch (error) {
    breakpointError = error.message.replace(/^(\w+): \1: /, '$1: ');
  }
  draw();
}

function breakpointForm(flow, it) {
  const draft = breakpointDraft;
  const put = (name, value) => {
    draft[name] = value;
    draw();
  };
  const field = (name, label, hint, props = {}) =>
    h(
      'label',
      { class: 'field' },
      h('span', null, label),
      h('input', {
        id: `bp-${name}`,
        value: draft[name],
        autocomplete: 'off',
        spellcheck: 'false',
        oninput: event => put(name, event.target.value),
        ...props,
      }),
      hint && h('small', null, hint),
    );
  const select = (name, label, list) =>
    h(
      'label',
      { class: 'field' },
      h('span', null, label),
      h(
        'select',
        {
          value: draft[name],
          onchange: event => put(name, event.target.value),
          updated: node => {
            node.value = draft[name];
          },
        },
        list.map(([value, words]) =>
          h('option', { key: value, value, selected: value === draft[name] }, words),
        ),
      ),
    );
  const routine = flow.routines[draft.routine];
  const names =
    draft.kind === 'slot' ? routine?.slots : draft.kind === 'event' ? routine?.events : null;
  return h(
    'form',
    {
      key: 'form',
      class: 'stopform',
      'aria-label': draft.replaces ? 'Change a breakpoint' : 'New breakpoint',
      onsubmit: event => {
        event.preventDefault();
        saveBreakpoint(flow, it);
      },
    },
    h(
      'div',
      { class: 'fields' },
      select(
        'routine',
        'Routine',
        Object.keys(flow.routines)
          .map(id => [id, id])
          .concat([['*', 'every routine']]),
      ),
      select('kind', 'Holds', STOP_KINDS),
      names &&
        names.length > 0 &&
        select(
          'name',
          draft.kind === 'slot' ? 'Slot' : 'Event',
          names.map(name => [name, name]),
        ),
      field('condition', 'Only if', "such as quantity > 2 and item == 'desk'", {
        'aria-invalid': String(Boolean(breakpointError)),
        'aria-describedby': breakpointError && 'bp-error',
      }),
      field('hits', 'Only at hits', '5, >= 3, % 10 == 0', { size: 10 }),
      field('log', 'Log instead of holding', 'with {expressions}'),
    ),
    h(
      'div',
      { class: 'line' },
      h(
        'label',
        { class: 'check' },
        h('input', {
          type: 'checkbox',
          checked: draft.once,
          onchange: event => put('once', event.target.checked),
        }),
        ' once only',
      ),
      it &&
        !isOver(it) &&
        h(
          'label',
          { class: 'check' },
          h('input', {
            type: 'checkbox',
            checked: draft.isForLater,
            onchange: event => put('isForLater', event.target.checked),
          }),
          ' for later jobs, not this one',
        ),
    ),
    breakpointError &&
      h(
        'p',
        { id: 'bp-error', class: 'note bad', role: 'alert' },
        sign('bad'),
        ` ${breakpointError}`,
      ),
    h(
      'div',
      { class: 'line' },
      h('button', { type: 'submit', class: 'main' }, draft.replaces ? 'Change' : 'Set'),
      button('Never mind', () => {
        [breakpointDraft, breakpointError] = [null, null];
        draw();
      }),
    ),
  );
}

function breakpointPanel(flow, it, stops) {
  const isMine = it && !isOver(it) ? maySteer(it) : may('debug');
  return section(
    'Breakpoints',
    {
      key: 'stops',
      aside:
        !breakpointDraft &&
        button(
          'New breakpoint',
          () => {
            breakpointDraft = freshDraft(flow);
            draw();
            focusSoon('#bp-condition');
          },
          { id: 'bp-new', disabled: !isMine },
        ),
    },
    stops.length
      ? h(
          'ul',
          { class: 'stops' },
          stops.map(stop => breakpointRow(flow.flow_id, it, stop)),
        )
      : !breakpointDraft &&
          h(
            'p',
            { class: 'quiet' },
            'None yet. Click a routine above, or make one with a condition.',
          ),
    breakpointDraft && breakpointForm(flow, it),
  );
}

/** Gives the focus to something that is about to be drawn. */
function focusSoon(selector) {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const node = document.querySelector(selector);
      if (node) node.focus();
    }),
  );
}
