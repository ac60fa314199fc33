// Numbers and times for people. Widths stay: the same number of digits, tabular figures.

const WHOLE = new Intl.NumberFormat('en-GB');
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
/** How far the clock of the server is ahead of ours, milliseconds. */
let aheadMs = 0;

const now = () => Date.now() + aheadMs;
const isNumber = value => typeof value === 'number' && Number.isFinite(value);
const count = value => (isNumber(value) ? WHOLE.format(value) : '–');
const percent = (value, digits = 1) => (isNumber(value) ? `${value.toFixed(digits)} %` : '–');
const many = (value, one, more = `${one}s`) => `${count(value)} ${value === 1 ? one : more}`;

/** Seconds as a time that has passed. */
function duration(value) {
  if (!isNumber(value)) return '–';
  if (value < 0) return `−${duration(-value)}`;
  if (value === 0) return '0 s';
  if (value < 0.001) return `${(value * 1e6).toFixed(0)} µs`;
  if (value < 1) return `${(value * 1e3).toFixed(value < 0.1 ? 1 : 0)} ms`;
  if (value < 60) return `${value.toFixed(value < 10 ? 2 : 1)} s`;
  const [days, hours, minutes] = [
    Math.floor(value / 86400),
    Math.floor(value / 3600) % 24,
    Math.floor(value / 60) % 60,
  ];
  if (days) return `${days} d ${hours} h`;
  if (hours) return `${hours} h ${String(minutes).padStart(2, '0')} min`;
  return `${minutes} min ${String(Math.floor(value % 60)).padStart(2, '0')} s`;
}

/** Seconds, as roughly as a person would say them. */
function roughly(value) {
  if (!isNumber(value)) return '–';
  const [days, hours, minutes] = [value / 86400, value / 3600, value / 60];
  if (days >= 2) return `${Math.round(days)} d`;
  if (hours >= 2) return `${Math.round(hours)} h`;
  if (minutes >= 2) return `${Math.round(minutes)} min`;
  return `${Math.max(0, Math.round(value))} s`;
}

function bytes(value) {
  if (!isNumber(value)) return '–';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(unit ? 1 : 0)} ${units[unit]}`;
}

/** A time as milliseconds, from a text or from seconds since 1970; NaN if it is none. */
const millis = at => (isNumber(at) ? at * 1000 : Date.parse(at));

function agoText(at) {
  const seconds = (now() - at) / 1000;
  if (seconds < -1.5) return `in ${roughly(-seconds)}`;
  return seconds < 1.5 ? 'now' : `${roughly(seconds)} ago`;
}

/** How long ago that was; the exact time on hover. It goes on by itself. */
function ago(at) {
  const ms = millis(at);
  if (Number.isNaN(ms)) return '–';
  const show = node => {
    node.textContent = agoText(ms);
  };
  return h('time', {
    key: `t${ms}`,
    class: 'ago',
    datetime: new Date(ms).toISOString(),
    title: EXACT.format(ms),
    mounted: show,
  });
}

/** How long something has been going on. It goes on by itself. */
function since(at) {
  const show = node => {
    node.textContent = duration(Math.max(0, (now() - at) / 1000));
  };
  return h('time', {
    key: `s${at}`,
    class: 'since',
    'data-at': at,
    datetime: new Date(at).toISOString(),
    title: `since ${EXACT.format(at)}`,
    mounted: show,
  });
}

/** The time of day of something that was today, else the date as well; the exact one on hover. */
function clock(at) {
  const ms = millis(at);
  if (Number.isNaN(ms)) return '–';
  const date = new Date(ms);
  const isToday = date.toDateString() === new Date(now()).toDateString();
  const text = isToday
    ? date.toLocaleTimeString('en-GB')
    : `${date.toISOString().slice(0, 10)} ${date.toLocaleTimeString('en-GB')}`;
  return h('time', { datetime: date.toISOString(), title: EXACT.format(ms) }, text);
}

/** Lets the times go on that say how long ago something was. */
function tickTimes() {
  for (const node of document.querySelectorAll('time.ago')) {
    const text = agoText(Date.parse(node.dateTime));
    if (node.textContent !== text) node.textContent = text;
  }
  for (const node of document.querySelectorAll('time.since'))
    node.textContent = duration(Math.max(0, (now() - Number(node.dataset.at)) / 1000));
}
