// Debugging: the flows, and one job of a flow, which is held, looked into, changed and stepped.

/** Grows every two seconds while the view is shown: what has no stream is asked for again. */
let debugBeat = 0;
let debugTimer = 0;
let hasDebugKeys = remembered('debug keys', true);

view({
  name: 'debug',
  title: 'Debugging',
  order: 25,
  topics: [],
  isThere: () => has('flows'),
  heading: () =>
    route.rest[0] ? [route.rest[0], h('span', { class: 'quiet' }, ' flow')] : ['Debugging'],
  show: () => (route.rest[0] ? flowView(route.rest[0], route.rest[1]) : flowList()),
  begin: () => {
    debugTimer = setInterval(() => {
      debugBeat += 1;
      if (debugged && debugged.link === 'live') refresh(debugged);
      draw();
    }, 2000);
    document.addEventListener('keydown', debugKey);
    window.addEventListener('resize', draw);
  },
  end: () => {
    clearInterval(debugTimer);
    document.removeEventListener('keydown', debugKey);
    window.removeEventListener('resize', draw);
    [breakpointDraft, variableDraft] = [null, null];
    debugJob(null);
  },
});

/** The jobs of a flow, or of all; the newest are the last. */
function jobsOf(flow) {
  const path = `api/jobs?limit=1000${flow ? `&flow_id=${encodeURIComponent(flow)}` : ''}`;
  const first = ask(path, debugBeat);
  const total = first.value ? first.value.total : 0;
  const answer = total > 1000 ? ask(`${path}&offset=${total - 1000}`, debugBeat) : first;
  return { error: answer.error, jobs: answer.value ? answer.value.jobs : null };
}

function flowList() {
  later(() => debugJob(null));
  const flows = ask('api/flows', debugBeat >> 3);
  if (!flows.value) return flows.error ? failed('The flows', flows.error) : waiting();
  const jobs = jobsOf(null).jobs || [];
  const held = jobs.filter(job => job.status === 'paused');
  const of = (flow, status) =>
    jobs.filter(job => job.flow_id === flow.flow_id && job.status === status).length;
  return [
    held.length > 0 &&
      section(
        'Held now',
        { key: 'now' },
        h(
          'ul',
          { class: 'plainlist' },
          held.map(job =>
            h(
              'li',
              { key: job.job_id },
              h('a', { href: href('debug', [job.flow_id, job.job_id]) }, job.job_id),
              ' ',
              state('held', 'held'),
            ),
          ),
        ),
      ),
    section(
      'Flows',
      { key: 'flows' },
      dataTable({
        caption: 'Flows',
        rows: flows.value.flows,
        key: flow => flow.flow_id,
        sort: 'flow',
        deps: flow => [of(flow, 'running'), of(flow, 'paused'), of(flow, 'failed')],
        none: empty(
          'There is no flow.',
          'A host shows its flows by ',
          h('code', null, 'Sources::flows'),
          '.',
        ),
        columns: [
          {
            id: 'flow',
            title: 'Flow',
            of: flow => flow.flow_id,
            cell: flow => h('a', { href: href('debug', [flow.flow_id]) }, flow.flow_id),
          },
          {
            id: 'routines',
            title: 'Routines',
            isNumber: true,
            of: flow => Object.keys(flow.routines).length,
            cell: flow => count(Object.keys(flow.routines).length),
          },
          {
            id: 'running',
            title: 'Running',
            isNumber: true,
            of: flow => of(flow, 'running'),
            cell: flow => count(of(flow, 'running')),
          },
          {
            id: 'held',
            title: 'Held',
            isNumber: true,
            of: flow => of(flow, 'paused'),
            cell: flow => count(of(flow, 'paused')),
          },
          {
            id: 'failed',
            title: 'Failed',
            isNumber: true,
            from: 'wide',
            of: flow => of(flow, 'failed'),
            cell: flow => count(of(flow, 'failed')),
          },
        ],
      }),
    ),
  ];
}

/** Does something after drawing: drawing itself has no effects. */
function later(what) {
  setTimeout(what, 0);
}

function flowView(flowId, jobId) {
  const answer = ask('api/flows', debugBeat >> 3);
  if (!answer.value) return answer.error ? failed('The flows', answer.error) : waiting();
  const flow = answer.value.flows.find(one => one.flow_id === flowId);
  if (!flow) return jobInstead(flowId);
  const { jobs } = jobsOf(flowId);
  if (!jobs) return waiting();
  const newest = jobs.findLast(job => ['running', 'paused'].includes(job.status)) || jobs.at(-1);
  if (!jobId && newest) return redirect([flowId], [flowId, newest.job_id]);
  later(() => {
    if (route.view === 'debug') debugJob(route.rest[1] || null);
  });
  const it = debugged && debugged.id === jobId ? debugged : null;
  const stops = knownBreakpoints(flowId, it, debugBeat >> 1);
  return [
    jobBar(flow, jobs, jobId, it, newest),
    it && debugNotes(it),
    it && steering(it),
    graphPanel(flow, it, stops),
    h(
      'div',
      { key: 'columns', class: 'columns' },
      h('div', { key: 'left' }, it ? heldPanel(it) : null),
      h('div', { key: 'right' }, breakpointPanel(flow, it, stops), it ? tracePanel(it) : null),
    ),
  ];
}

/** Goes to another address without a step back, once this one is drawn. */
function redirect(from, to) {
  later(() => {
    if (route.view !== 'debug' || route.rest.join('/') !== from.join('/')) return;
    history.replaceState(null, '', href('debug', to));
    route = readRoute();
    draw();
  });
  return waiting();
}

/** What has no flow of that name may be a job. */
function jobInstead(id) {
  const { jobs, error } = jobsOf(null);
  const job = jobs && jobs.find(one => one.job_id === id);
  if (job) return redirect([id], [job.flow_id, id]);
  return error
    ? failed('The jobs', error)
    : jobs
      ? empty(
          `There is no flow or job ${id}.`,
          'Only the newest jobs are kept. ',
          h('a', { href: href('debug') }, 'To all flows'),
        )
      : waiting();
}

function jobBar(flow, jobs, jobId, it, newest) {
  const known = jobs.slice(-40).reverse();
  if (jobId && !known.some(job => job.job_id === jobId))
    known.push(jobs.find(job => job.job_id === jobId) || { job_id: jobId, status: 'unknown' });
  const status =
    it && it.session ? it.session.status : (known.find(job => job.job_id === jobId) || {}).status;
  return h(
    'div',
    { key: 'jobbar', class: 'line jobbar' },
    known.length > 0 &&
      h(
        'label',
        { class: 'field' },
        h('span', null, 'Job'),
        h(
          'select',
          {
            value: jobId,
            onchange: event => go(href('debug', [flow.flow_id, event.target.value])),
            updated: node => {
              node.value = jobId;
            },
          },
          known.map(job =>
            h(
              'option',
              { key: job.job_id, value: job.job_id, selected: job.job_id === jobId },
              `${job.job_id}: ${it && job.job_id === it.id && it.session ? it.session.status : job.status}`,
            ),
          ),
        ),
      ),
    status && state(status === 'paused' ? 'held' : status),
    it &&
      it.session &&
      it.session.controller &&
      h(
        'span',
        { class: 'quiet' },
        roleAt(it) === 'controller'
          ? `You control it, as ${OWNER}`
          : `Controlled by ${it.session.controller}`,
      ),
    startButtons(flow),
    it &&
      isOver(it) &&
      newest.job_id !== jobId &&
      ['running', 'paused'].includes(newest.status) &&
      h(
        'a',
        { href: href('debug', [flow.flow_id, newest.job_id]) },
        `Go on with ${newest.job_id}, which runs`,
      ),
  );
}

/** Starts a job where nothing leads to: at the first routine that no other one calls. */
function startButtons(flow) {
  const targets = new Set(flow.connections.map(connection => connection.target_routine));
  const entry =
    Object.values(flow.routines).find(routine => !targets.has(routine.routine_id)) ||
    Object.values(flow.routines)[0];
  if (!entry || !entry.slots.length) return null;
  const start = isHeld => async () => {
    const job = await command('Job started', 'POST', 'api/jobs', {
      flow_id: flow.flow_id,
      entry_routine_id: entry.routine_id,
      entry_slot: entry.slots[0],
      start_held: isHeld,
    });
    if (job) {
      debugBeat += 1;
      go(href('debug', [flow.flow_id, job.job_id]));
    }
  };
  return h(
    'span',
    { class: 'line push' },
    button('Start a job', start(false), { disabled: !may('debug') }),
    button('Start one held', start(true), {
      disabled: !may('debug'),
      title: 'It is held where it begins',
    }),
  );
}

function debugNotes(it) {
  const { link, session } = it;
  if (link === 'refused')
    return h(
      'div',
      { key: 'note', class: 'note bad', role: 'alert' },
      `${it.error}. It may have been forgotten: only the newest jobs are kept.`,
    );
  if (link === 'lost') {
    const lease = session && session.lease_s ? duration(session.lease_s) : 'the time of the lease';
    return h(
      'div',
      { key: 'note', class: 'note bad', role: 'alert' },
      h('strong', null, 'The connection to this job is lost. '),
      it.wasController
        ? `You had control. If the page is not back within ${lease}, what is held goes on by itself: nobody hangs. `
        : 'What you see is from before. ',
      'It tries again by itself.',
    );
  }
  if (!may('debug'))
    return h(
      'div',
      { key: 'note', class: 'note' },
      'You may look: this server takes no commands for jobs. ',
      h('code', null, 'monitor serve --control debug'),
      ' lets it.',
    );
  if (session && !isOver(it) && roleAt(it) === 'viewer') {
    return h(
      'div',
      { key: 'note', class: 'note warn', role: 'status' },
      h('strong', null, `${session.controller} controls this job; you look on. `),
      'You see everything and change nothing. ',
      button('Take control', () => steer(it, 'attach', { steal: true })),
    );
  }
  return null;
}

const STEPS = [
  ['continue', 'Resume', 'c', it => it.session.status === 'paused'],
  ['pause', 'Pause', 'p', it => it.session.status === 'running'],
  ['step_over', 'Step over', 'n', it => it.lane !== null],
  ['step_into', 'Step into', 's', it => it.lane !== null],
  ['step_out', 'Step out', 'o', it => it.lane !== null],
];

function mayStep(it, [, , , isNow]) {
  return Boolean(it.session) && maySteer(it) && !isOver(it) && isNow(it);
}

function step(it, [name]) {
  return steer(it, name, name.startsWith('step') ? { lane: it.lane } : {});
}

function steering(it) {
  const turn = event => {
    hasDebugKeys = event.target.checked;
    remember('debug keys', hasDebugKeys);
    draw();
  };
  return h(
    'div',
    { key: 'steer', class: 'steer', role: 'toolbar', 'aria-label': 'Steer the job' },
    STEPS.map((one, at) =>
      h(
        'button',
        {
          key: one[0],
          type: 'button',
          class: at === 0 ? 'main' : null,
          disabled: !mayStep(it, one),
          'aria-keyshortcuts': hasDebugKeys ? one[2] : null,
          onclick: () => step(it, one),
        },
        one[1],
        hasDebugKeys && h('kbd', { 'aria-hidden': 'true' }, one[2]),
      ),
    ),
    h(
      'button',
      {
        key: 'cancel',
        type: 'button',
        class: 'danger',
        disabled: !it.session || !maySteer(it) || isOver(it),
        onclick: () => {
          if (window.confirm(`Cancel ${it.id}? It cannot be taken back.`)) steer(it, 'cancel');
        },
      },
      'Cancel the job',
    ),
    h(
      'label',
      { class: 'check push' },
      h('input', { type: 'checkbox', checked: hasDebugKeys, onchange: turn }),
      ' Keys',
    ),
  );
}

function debugKey(event) {
  if (
    !hasDebugKeys ||
    !debugged ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    event.repeat ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)
  )
    return;
  const one = STEPS.find(([, , key]) => key === event.key);
  if (event.key === 'e') {
    const field = document.getElementById('expression');
    if (field) {
      event.preventDefault();
      field.focus();
    }
  }
  if (!one || !mayStep(debugged, one)) return;
  event.preventDefault();
  step(debugged, one);
}

function graphPanel(flow, it, stops) {
  const metrics = it
    ? ask(`api/jobs/${encodeURIComponent(it.id)}/metrics`, `${debugBeat} ${it.turn}`).value
    : null;
  const held = new Set(it && it.session ? it.session.lanes.map(lane => lane.routine_id) : []);
  const isDisabled = it && !isOver(it) ? !maySteer(it) : !may('debug');
  const frame = document.querySelector('.graphroom');
  const main = document.getElementById('main');
  const room = Math.max(
    200,
    frame ? frame.clientWidth : (main ? main.clientWidth : window.innerWidth) - 100,
  );
  const figures = id => {
    const one = metrics && metrics.routine_metrics && metrics.routine_metrics[id];
    return one
      ? { started: one.execution_count, failed: one.error_count }
      : metrics
        ? { started: 0, failed: 0 }
        : null;
  };
  return section(
    'Routines',
    {
      key: 'graph',
      aside: h(
        'span',
        { class: 'quiet' },
        isDisabled ? 'calls of this job' : 'a click sets a breakpoint, another one removes it',
      ),
    },
    h(
      'div',
      { class: 'scroll graphroom', mounted: () => later(draw) },
      flowGraph(flow, room, id => {
        const own = stops.filter(stop => stop.routine_id === id);
        return {
          figures: figures(id),
          isHeld: held.has(id),
          isOpen: it && it.session && it.session.status === 'running' && it.open.get(id) > 0,
          stops: own,
          isDisabled,
          isRemote: own.length > 0 && own.every(stop => !stop.job),
          onclick: routine => toggleBreakpoint(flow.flow_id, it, routine, own),
        };
      }),
    ),
  );
}
