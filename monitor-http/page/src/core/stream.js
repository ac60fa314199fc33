// The stream of the server, of one tab; or asking again and again where there is none.

const RETRY_MS = [1000, 2000, 4000, 8000];
const POLL_MS = 2000;
/** `wait`, `live`, `poll` or `gone`, and since when. */
let link = { state: 'wait', since: Date.now() };

function setLink(state) {
  if (link.state === state) return;
  const words = {
    live: 'connected',
    poll: 'connected, asking every two seconds',
    gone: 'the server does not answer',
  }[state];
  if (link.state !== 'wait' || state === 'gone') say(words);
  link = { state, since: Date.now() };
  draw();
}

/**
 * Opens the stream of these topics. `each(name, text)` is called with every message, and
 * `linked(state)` when the state of the connection changes. Returns what closes it.
 */
function openStream(topics, each, linked) {
  let source = null;
  let timer = 0;
  let tries = 0;
  let isClosed = false;
  const open = () => {
    if (isClosed) return;
    if (!has('feed')) {
      poll();
      return;
    }
    const tail = topics.includes('events') ? `&batch=1&backlog=${KEPT_EVENTS}` : '';
    source = new EventSource(`api/v1/events?topics=${topics.join(',')}${tail}`);
    source.onopen = () => {
      tries = 0;
      linked('live');
    };
    for (const name of ['hello', 'dropped', ...topics])
      source.addEventListener(name, message => each(name, message.data));
    source.onerror = () => {
      source.close();
      again();
    };
  };
  // The browser would try again by itself, but not tell a server that is gone from one that refuses.
  const again = async () => {
    const isThere = await request('GET', 'healthz').then(
      () => true,
      () => false,
    );
    if (isClosed) return;
    if (isThere && tries > 0) {
      poll();
      return;
    }
    if (!isThere) linked('gone');
    timer = setTimeout(
      open,
      RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] * (0.8 + 0.4 * Math.random()),
    );
    tries += 1;
  };
  const poll = async (round = 1) => {
    const wanted = topics.filter(topic => POLLED[topic]);
    const answers = await Promise.all(
      wanted.map(topic => request('GET', POLLED[topic][0]).catch(error => error)),
    );
    if (isClosed) return;
    wanted.forEach((topic, at) => {
      if (answers[at] instanceof Error) return;
      each(topic, JSON.stringify({ full: POLLED[topic][1](answers[at]) }));
    });
    if (topics.includes('events')) {
      const tail = await request('GET', 'api/v1/events?limit=100').catch(() => null);
      if (tail) each('events', JSON.stringify(tail));
    }
    if (isClosed) return;
    const isThere =
      answers.some(answer => !(answer instanceof Error) || answer.status > 0) ||
      wanted.length === 0;
    linked(isThere ? 'poll' : 'gone');
    timer = setTimeout(() => (has('feed') && round % 15 === 0 ? open() : poll(round + 1)), POLL_MS);
  };
  open();
  return () => {
    isClosed = true;
    clearTimeout(timer);
    if (source) source.close();
  };
}
