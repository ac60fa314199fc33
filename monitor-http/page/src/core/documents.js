// What the server has told: documents by name, and the last events.

/** The newest state of each document of the stream; absent as long as it has not come. */
const docs = {};
const versions = {};
/** The last events, oldest first, while a view wants them. */
let events = [];
let droppedEvents = 0;
const KEPT_EVENTS = 500;
/** Which feed the documents are of: another one after a restart of the server. */
let feedId = null;
/** Grows when everything may have become another: what was asked for before is asked for again. */
let epoch = 0;

/**
 * JSON merge patch, RFC 7386. What the patch does not name stays the same object, so that whoever
 * draws it sees at once that nothing has changed.
 */
function patched(target, patch) {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const whole = target && typeof target === 'object' && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete whole[key];
    else whole[key] = patched(whole[key], value);
  }
  return whole;
}

/** Takes one message of the stream; false if something before it is missing. */
function takeMessage(name, text) {
  const data = JSON.parse(text);
  if (name === 'hello') takeHello(data);
  else if (name === 'events') takeEvents(data.events);
  else if (name === 'dropped') droppedEvents += data.count;
  else if (data.full !== undefined) docs[name] = data.full;
  else if (versions[name] === data.version - 1) docs[name] = patched(docs[name], data.patch);
  else return versions[name] >= data.version;
  if (data.version !== undefined) versions[name] = data.version;
  draw();
  return true;
}

function takeHello(hello) {
  if (hello.now) aheadMs = Date.parse(hello.now) - Date.now();
  if (feedId !== null && feedId !== hello.stream) {
    events = [];
    droppedEvents = 0;
    epoch += 1;
  }
  feedId = hello.stream;
}

function takeEvents(fresh) {
  const last = events.length ? events[events.length - 1].seq : 0;
  const added = fresh.filter(event => event.seq > last);
  if (added.length) events = events.concat(added).slice(-KEPT_EVENTS);
}

/** What to ask for where there is no stream: a path, and how its answer becomes the document. */
const POLLED = {
  status: ['status', answer => answer],
  jobs: ['api/v1/jobs', all => byId(all, 'job_id', 'jobs')],
  runs: ['api/v1/runs', all => byId(all, 'id', 'runs')],
  exec: ['api/v1/exec', all => byId(all, 'id', 'commands')],
};

function byId(all, id, name) {
  return {
    order: all.map(one => one[id]),
    [name]: Object.fromEntries(all.map(one => [one[id], one])),
  };
}
