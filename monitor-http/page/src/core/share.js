// One stream for all tabs of a browser, which has six connections for each server and no more.
//
// The tab that holds a lock has the stream and hands on what comes; when it is closed, the next one
// gets the lock. Each tab says which topics it wants; the stream has those of all. Where there are
// no locks (a page that is neither from this machine nor encrypted), a tab has its own stream while
// it can be seen.

const tab = crypto.getRandomValues(new Uint32Array(2)).join('-');
const channel =
  navigator.locks && window.BroadcastChannel
    ? new BroadcastChannel(`monitor ${location.pathname}`)
    : null;
/** What other tabs want: topics, and when they said so. */
const others = new Map();
const FORGET_OTHERS_MS = 90_000;
let isLeader = false;
let close = null;
let streamed = [];
/** What this tab wants; the base is what the frame of the page shows. */
let wanted = [];

/** Says what this tab wants to know from now on. */
function want(topics) {
  const list = [...new Set(topics)].filter(topic => topic === 'events' || has(topic)).sort();
  if (list.join() === wanted.join()) return;
  wanted = list;
  if (isLeader) follow();
  else if (channel) channel.postMessage({ join: tab, topics: wanted });
}

/** Opens the stream anew if somebody wants something that is not in it. */
function follow(isForced = false) {
  for (const [other, { at }] of others)
    if (Date.now() - at > FORGET_OTHERS_MS) others.delete(other);
  const all = [
    ...new Set([...wanted, ...[...others.values()].flatMap(({ topics }) => topics)]),
  ].sort();
  if (!isForced && close && all.every(topic => streamed.includes(topic))) return;
  if (close) close();
  streamed = all;
  close = openStream(all, hand, state => {
    setLink(state);
    tell({ link: state });
  });
}

function tell(message) {
  if (channel && others.size) channel.postMessage(message);
}

function hand(name, text) {
  tell({ name, text });
  if (!takeMessage(name, text)) follow(true);
}

function heard({ data }) {
  if (data.join && isLeader) {
    others.set(data.join, { topics: data.topics, at: Date.now() });
    const isEnough = data.topics.every(topic => streamed.includes(topic));
    follow();
    if (isEnough) welcome(data.join, data.topics);
  } else if (data.leave) others.delete(data.leave);
  else if (data.who && !isLeader) channel.postMessage({ join: tab, topics: wanted });
  else if (isLeader || (data.to && data.to !== tab)) return;
  else if (data.link) setLink(data.link);
  // A gap, or a first message that is no whole document: the leader has the whole one.
  else if (data.name && !takeMessage(data.name, data.text))
    channel.postMessage({ join: tab, topics: wanted });
}

/** What a tab has to know that has just come. */
function welcome(to, topics) {
  channel.postMessage({
    to,
    name: 'hello',
    text: JSON.stringify({ stream: feedId, now: new Date(now()).toISOString() }),
  });
  for (const name of topics) {
    if (name === 'events') channel.postMessage({ to, name, text: JSON.stringify({ events }) });
    else if (docs[name] !== undefined)
      channel.postMessage({
        to,
        name,
        text: JSON.stringify({ version: versions[name], full: docs[name] }),
      });
  }
  channel.postMessage({ to, link: link.state });
}

function connect() {
  const lead = () => {
    isLeader = true;
    tell({ who: true });
    if (channel) channel.postMessage({ who: true });
    follow();
  };
  if (!channel) {
    const seen = () => {
      if (!document.hidden) lead();
      else if (close) {
        close();
        close = null;
      }
    };
    document.addEventListener('visibilitychange', seen);
    seen();
    return;
  }
  channel.onmessage = heard;
  navigator.locks.request(`monitor stream ${location.pathname}`, () => {
    lead();
    return new Promise(() => {});
  });
  channel.postMessage({ join: tab, topics: wanted });
  setInterval(() => {
    if (isLeader) channel.postMessage({ who: true });
  }, FORGET_OTHERS_MS / 3);
  window.addEventListener('pagehide', () => channel.postMessage({ leave: tab }));
}
