// What is known, kept up to date by one stream, or by asking again and again where there is none.

const known = { events: [], documents: {}, versions: {}, last: null, dropped: 0 };
const KEPT_EVENTS = 50;
let source = null;
let polling = null;
let isWanted = false;

/** JSON merge patch, RFC 7386. */
function patched(target, patch) {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const whole = target && typeof target === 'object' && !Array.isArray(target) ? target : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete whole[key];
    else whole[key] = patched(whole[key], value);
  }
  return whole;
}

function link(name, words) {
  const shown = document.getElementById('link');
  shown.dataset.state = name;
  if (shown.textContent !== words) shown.textContent = words;
}

/** Draws once a frame, however much comes. */
function draw() {
  if (isWanted) return;
  isWanted = true;
  requestAnimationFrame(() => { isWanted = false; render(); });
}

function take(event) {
  known.events.push(event);
  if (known.events.length > KEPT_EVENTS) known.events.shift();
  draw();
}

function takeDocument(name, message) {
  const { version, full, patch } = JSON.parse(message.data);
  if (full !== undefined) known.documents[name] = full;
  else if (known.versions[name] === version - 1) known.documents[name] = patched(known.documents[name], patch);
  else return reconnect();
  known.versions[name] = version;
  draw();
}

function connect() {
  if (source || polling) return;
  const since = known.last ? `since=${encodeURIComponent(known.last)}` : `backlog=${KEPT_EVENTS}`;
  known.versions = {};
  source = new EventSource(`api/v1/events?topics=events,status,runs,exec&${since}`);
  let tries = 0;
  source.onopen = () => { tries = 0; link('live', 'live'); };
  source.onmessage = message => { known.last = message.lastEventId; take(JSON.parse(message.data)); };
  for (const name of ['status', 'runs', 'exec']) {
    source.addEventListener(name, message => takeDocument(name, message));
  }
  source.addEventListener('dropped', message => { known.dropped += JSON.parse(message.data).count; draw(); });
  source.onerror = () => {
    link('gone', 'the server does not answer');
    tries += 1;
    // A stream that is refused is closed for good; the same is there by asking.
    if (source && (source.readyState === EventSource.CLOSED || tries > 3)) { disconnect(); poll(); }
  };
}

function disconnect() {
  if (source) source.close();
  source = null;
  clearTimeout(polling);
  polling = null;
}

function reconnect() { disconnect(); connect(); }

async function ask(path) {
  const answer = await fetch(path, { headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

let polls = 0;

/** Asks for everything, and now and then whether there is a stream again. */
async function poll() {
  polling = setTimeout(() => {}, 0);
  try {
    const since = known.last ? `since=${encodeURIComponent(known.last)}` : `limit=${KEPT_EVENTS}`;
    const news = await ask(`api/v1/events?${since}`);
    news.events.forEach(take);
    known.dropped += news.missed;
    known.last = news.next;
    const status = await ask('status').catch(() => null);
    if (status && status.jobs) known.documents.status = status;
    link('poll', 'live, every two seconds');
    draw();
    polls += 1;
    if (polls % 15 === 0) { reconnect(); return; }
  } catch {
    link('gone', 'the server does not answer');
  }
  polling = setTimeout(poll, 2000);
}

// A hidden page holds no connection, of which a browser has six for each server.
document.addEventListener('visibilitychange', () => { if (document.hidden) disconnect(); else connect(); });
