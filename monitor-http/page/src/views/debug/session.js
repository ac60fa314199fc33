// One job under the debugger: its socket, what is known of it, and what it is told to do.

/** Who this page is to other debuggers of a job. */
const OWNER = `browser ${crypto.getRandomValues(new Uint16Array(1))[0].toString(16).padStart(4, '0')}`;
const KEPT_TRACE = 200;
/** Events after which something may be held that was not, or the other way round. */
const TURNS = ['breakpoint_hit', 'job_paused', 'job_resumed', 'job_completed'];
/** The job that is looked into; null if none is. */
let debugged = null;

/** From now on it is this job that is looked into, or none. */
function debugJob(id) {
  if ((debugged && debugged.id) === id) return;
  if (debugged) {
    debugged.isLeft = true;
    clearTimeout(debugged.timer);
    if (debugged.socket) debugged.socket.close();
  }
  debugged =
    id === null
      ? null
      : {
          id,
          socket: null,
          link: 'wait',
          lostAt: 0,
          tries: 0,
          timer: 0,
          isLeft: false,
          number: 0,
          waiting: new Map(),
          session: null,
          error: null,
          lane: null,
          stack: [],
          variables: null,
          before: new Map(),
          isRefreshing: false,
          isStale: false,
          trace: [],
          open: new Map(),
          wasController: false,
          turn: 0,
          evaluated: [],
        };
  if (debugged) openSocket(debugged);
}

function openSocket(it) {
  const url = new URL(
    `api/ws/jobs/${encodeURIComponent(it.id)}/debug?owner=${encodeURIComponent(OWNER)}`,
    document.baseURI,
  );
  url.protocol = url.protocol.replace('http', 'ws');
  it.socket = new WebSocket(url);
  it.socket.onmessage = message => hear(it, JSON.parse(message.data));
  it.socket.onopen = () => {
    [it.link, it.tries] = ['live', 0];
    // Whoever was in control before takes the job up again, unless somebody else has it now.
    if (it.wasController)
      instruct(it, { command: 'attach' })
        .catch(() => {
          it.wasController = false;
        })
        .then(() => refresh(it));
    else refresh(it);
    request('GET', `api/jobs/${encodeURIComponent(it.id)}/trace?limit=${KEPT_TRACE}`).then(
      ({ events: kept }) => {
        const first = it.trace.length ? it.trace[0].seq : Infinity;
        it.trace = kept
          .filter(event => event.seq < first)
          .concat(it.trace)
          .slice(-KEPT_TRACE);
        draw();
      },
      () => {},
    );
  };
  it.socket.onclose = ({ code, reason }) => {
    for (const { reject } of it.waiting.values()) reject(new Error('the connection is lost'));
    it.waiting.clear();
    if (it.isLeft) return;
    if (code === 1008) {
      it.error = reason;
      it.link = 'refused';
      draw();
      return;
    }
    if (it.link === 'live') {
      it.lostAt = now();
      say('The connection to the job is lost');
    }
    it.link = 'lost';
    it.timer = setTimeout(() => openSocket(it), RETRY_MS[Math.min(it.tries, RETRY_MS.length - 1)]);
    it.tries += 1;
    draw();
  };
}

function hear(it, message) {
  if (message.type === 'debug_session') take(it, message);
  else if (message.type === 'debug_event') happened(it, message.event);
  else if (message.type === 'dropped') refresh(it);
  else if (message.type === 'response' && it.waiting.has(message.id)) {
    const { resolve, reject } = it.waiting.get(message.id);
    it.waiting.delete(message.id);
    if (message.ok) resolve(message.body);
    else reject(Object.assign(new Error(message.error.message), { status: message.error.status }));
  }
  drawSoon();
}

let isDrawnSoon = false;

/** Draws what the events of a busy job have changed, but not with each of them. */
function drawSoon() {
  if (isDrawnSoon) return;
  isDrawnSoon = true;
  setTimeout(() => {
    isDrawnSoon = false;
    draw();
  }, 100);
}

function happened(it, event) {
  it.trace.push(event);
  if (it.trace.length > KEPT_TRACE) it.trace.shift();
  const { routine_id: routine, event_type: type, data } = event;
  const openNow = it.open.get(routine) || 0;
  if (type === 'routine_start') it.open.set(routine, openNow + 1);
  else if (type === 'routine_complete' || type === 'routine_error')
    it.open.set(routine, Math.max(0, openNow - 1));
  if (type === 'breakpoint_hit') say(`Breakpoint hit at ${routine}`);
  if (type === 'job_completed') say(`${it.id} is ${event.status || 'over'}`);
  if (TURNS.includes(type)) {
    it.turn += 1;
    refresh(it);
  }
  if (type === 'breakpoint_hit' && data.lane) it.lane = data.lane;
}

/** Sends a command and waits for its answer. */
function instruct(it, command) {
  if (!it.socket || it.socket.readyState !== WebSocket.OPEN)
    return Promise.reject(new Error('the connection is lost'));
  it.number += 1;
  const { number } = it;
  it.socket.send(JSON.stringify({ ...command, id: number }));
  return new Promise((resolve, reject) => it.waiting.set(number, { resolve, reject }));
}

function take(it, session) {
  it.session = session;
  it.wasController = session.controller === OWNER;
  if (!session.lanes.some(lane => lane.lane === it.lane))
    it.lane = session.lanes.length ? session.lanes[0].lane : null;
}

/** Looks again how the job stands and, if it is held, what its variables are. */
async function refresh(it) {
  it.isStale = true;
  if (it.isRefreshing) return;
  it.isRefreshing = true;
  while (it.isStale) {
    it.isStale = false;
    try {
      take(it, await instruct(it, { command: 'get_session' }));
      const { lane } = it;
      if (lane === null) [it.stack, it.variables] = [[], null];
      else {
        const [{ frames }, { variables }] = await Promise.all([
          instruct(it, { command: 'get_call_stack', lane }),
          instruct(it, { command: 'get_variables', lane }),
        ]);
        if (it.shownLane !== lane) it.before = comparable(it, frames);
        [it.shownLane, it.stack, it.variables, it.after] = [
          lane,
          frames,
          variables,
          flatVariables(variables),
        ];
      }
    } catch (error) {
      // What was held has gone on meanwhile, or the connection is lost: both are told elsewhere.
      if (!error.status) it.isStale = false;
    }
  }
  it.isRefreshing = false;
  draw();
}

/** The variables of the last hold. Those of another message are others, not changed. */
function comparable(it, frames) {
  const root = frames.length ? frames[0].frame : 0;
  const isSame = root === it.root;
  it.root = root;
  return new Map([...(it.after || [])].filter(([key]) => isSame || key.startsWith('shared ')));
}

const STEERING = {
  continue: 'Resume',
  pause: 'Pause',
  step_over: 'Step over',
  step_into: 'Step into',
  step_out: 'Step out',
  cancel: 'Cancel',
  attach: 'Take control',
  set_variable: 'Change',
};

/** Sends a command that changes something; true if it was done. What was refused is told. */
async function steer(it, command, more = {}) {
  try {
    await instruct(it, { command, ...more });
    say(`${STEERING[command]}: done`);
    return true;
  } catch (error) {
    notice('bad', `${STEERING[command]}: ${error.message}`);
    return false;
  } finally {
    refresh(it);
  }
}

/** What this page is to the job: `controller`, `viewer`, or `free` where nobody is in control. */
function roleAt(it) {
  const { controller } = it.session || {};
  return controller === OWNER ? 'controller' : controller ? 'viewer' : 'free';
}

/** Whether commands make sense now. */
const maySteer = it => may('debug') && it.link === 'live' && roleAt(it) !== 'viewer';
const isOver = it => ['completed', 'failed', 'cancelled'].includes(it.session && it.session.status);
/** The lane that commands are about. */
const heldLane = it =>
  it.session ? it.session.lanes.find(lane => lane.lane === it.lane) : undefined;

/** Variables as a list of `[scope, path, value]`: what is inside a map has a name with dots. */
function listVariables(variables) {
  const list = [];
  const add = (scope, path, value, depth) => {
    const isMap =
      value !== null &&
      typeof value === 'object' &&
      !Array.isArray(value) &&
      Object.keys(value).length > 0;
    if (!isMap || depth > 2 || list.length > 500) list.push([scope, path, value]);
    else
      for (const [key, inner] of Object.entries(value))
        add(scope, `${path}.${key}`, inner, depth + 1);
  };
  for (const scope of ['local', 'shared'])
    for (const [name, value] of Object.entries(variables[scope])) add(scope, name, value, 1);
  return list;
}

const flatVariables = variables =>
  new Map(
    listVariables(variables).map(([scope, path, value]) => [
      `${scope} ${path}`,
      JSON.stringify(value),
    ]),
  );
