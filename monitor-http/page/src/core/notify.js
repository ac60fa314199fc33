// Notices of the browser, when the reader has asked for them: what ended, what failed, what is lost.

const WATCHES = [];
const before = {};
let isNotifying =
  remembered('notify', false) && 'Notification' in window && Notification.permission === 'granted';

/**
 * Looks at a document of the stream once a second: `compare(before, after)` gives what there is to
 * tell, as `{ tag, title, body, address }`.
 */
function watch(topic, compare) {
  WATCHES.push({ topic, compare });
}

function lookForNews() {
  for (const { topic, compare } of WATCHES) {
    const [old, fresh] = [before[topic], docs[topic]];
    if (fresh === undefined || fresh === old) continue;
    if (old !== undefined && isNotifying && (isLeader || !channel))
      compare(old, fresh).slice(0, 3).forEach(show);
  }
  for (const { topic } of WATCHES) before[topic] = docs[topic];
}

function show({ tag, title: heading, body, address }) {
  const shown = new Notification(heading, { tag, body });
  shown.onclick = () => {
    window.focus();
    go(address);
    shown.close();
  };
}

function bellButton() {
  if (!('Notification' in window)) return null;
  const words = isNotifying
    ? 'Notices are on: what ends or fails is told by the browser'
    : 'Tell me when something ends or fails';
  return h(
    'button',
    {
      type: 'button',
      class: 'icon',
      title: words,
      'aria-label': words,
      'aria-pressed': String(isNotifying),
      onclick: turnBell,
    },
    h(
      'svg',
      { viewBox: '0 0 16 16', width: 18, height: 18, 'aria-hidden': 'true' },
      h('path', {
        d: 'M8 2a4 4 0 0 0-4 4c0 3-1.5 4.5-1.5 5.5h11C13.5 10.5 12 9 12 6a4 4 0 0 0-4-4zM6.5 13a1.6 1.6 0 0 0 3 0',
        fill: isNotifying ? 'currentColor' : 'none',
        stroke: 'currentColor',
        'stroke-width': 1.3,
      }),
    ),
  );
}

async function turnBell() {
  if (isNotifying) isNotifying = false;
  else if ((await Notification.requestPermission()) === 'granted') isNotifying = true;
  else
    notice(
      'warn',
      'This browser does not let the page tell you anything: its settings for this site say so.',
    );
  remember('notify', isNotifying);
  say(isNotifying ? 'Notices are on' : 'Notices are off');
  draw();
}

setInterval(lookForNews, 1000);
