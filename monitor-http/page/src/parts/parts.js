// The parts that views are made of.

/** What a word for a state means: `good`, `bad`, `warn`, `busy`, `held` or `idle`. */
const KINDS = {
  good: 'completed complete finished success succeeded ok online ended exited live verified manually_verified',
  bad: 'failed error crashed offline signaled unreadable timeout timed_out limit lost stuck rejected',
  warn: 'cancelled stalled silent retrying warning restart wait stopped suspended',
  busy: 'running started active stepping submitted',
  held: 'paused held',
};
const KIND_OF = Object.fromEntries(
  Object.entries(KINDS).flatMap(([kind, words]) => words.split(' ').map(word => [word, kind])),
);
const kindOf = word => KIND_OF[word] || (/^(exit code|signal)/.test(word) ? 'bad' : 'idle');

const SIGNS = {
  good: 'M3 8.5 6.5 12 13 4.5',
  bad: 'M4 4l8 8M12 4l-8 8',
  warn: 'M8 3v6M8 11.6v1.4',
  busy: 'M5 3.5 12 8 5 12.5z',
  held: 'M5.5 3.5v9M10.5 3.5v9',
  idle: 'M8 4.5v4l2.5 2M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z',
};

function sign(kind) {
  return h(
    'svg',
    { class: `sign ${kind}`, viewBox: '0 0 16 16', width: 14, height: 14, 'aria-hidden': 'true' },
    h('path', { d: SIGNS[kind] || SIGNS.idle }),
  );
}

/** A word for a state, with a sign: never colour alone. */
function state(word, kind = kindOf(word)) {
  return h(
    'span',
    { class: `state ${kind}` },
    sign(kind),
    h('span', null, String(word).replaceAll('_', ' ')),
  );
}

/** A part of a view with a heading of its own. */
function section(title, props, ...content) {
  const { aside, ...rest } = props || {};
  const id = `s-${(rest.key || title).toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
  return h(
    'section',
    { key: id, ...rest, class: `card ${rest.class || ''}`, 'aria-labelledby': id },
    h('div', { class: 'head' }, h('h2', { id }, title), aside),
    content,
  );
}

/** Figures: `[name, value, kind, hint]`; a kind colours it, where it is not 0. */
function tiles(list) {
  return h(
    'dl',
    { class: 'tiles' },
    list
      .filter(one => one)
      .map(([name, value, kind, hint]) =>
        h(
          'div',
          { key: name, class: kind || null, title: hint },
          h('dt', null, kind ? sign(kind) : null, name),
          h('dd', null, value),
        ),
      ),
  );
}

/** Facts about one thing: `[name, value]`; those without a value are left out. */
function facts(list) {
  const known = list.filter(
    one => one && one[1] !== null && one[1] !== undefined && one[1] !== '' && one[1] !== '–',
  );
  return h(
    'dl',
    { class: 'facts' },
    known.map(([name, value]) =>
      h('div', { key: name }, h('dt', null, name), h('dd', null, value)),
    ),
  );
}

/** Nothing is there, and what to do about it. */
function empty(text, ...more) {
  return h('div', { class: 'empty' }, h('p', null, text), more.length ? h('p', null, more) : null);
}

/** What was asked for did not come. */
function failed(what, error) {
  return h(
    'div',
    { class: 'note bad' },
    sign('bad'),
    ' ',
    `${what}: ${error.message}. `,
    error.status === 404
      ? 'It may have been forgotten since: only the newest are kept.'
      : 'It is asked for again when something changes.',
  );
}

const waiting = () => h('p', { class: 'waiting' }, 'Loading …');

function progressBar(value, name, kind = 'busy') {
  const whole = Math.max(0, Math.min(100, value || 0));
  return h(
    'div',
    {
      class: `progress ${kind}`,
      role: 'progressbar',
      'aria-label': name,
      'aria-valuemin': 0,
      'aria-valuemax': 100,
      'aria-valuenow': Math.round(whole),
    },
    h('i', { style: { width: `${whole.toFixed(2)}%` } }),
  );
}

function button(text, onclick, props = {}) {
  return h('button', { type: 'button', onclick, ...props }, text);
}

/** One of several, in the address under `key`: `[value, words]`; the first is what it is by itself. */
function choices(key, name, list) {
  const chosen = route.query[key] || list[0][0];
  return h(
    'div',
    { class: 'choices', role: 'group', 'aria-label': name },
    list.map(([value, words]) =>
      h(
        'button',
        {
          key: value,
          type: 'button',
          'aria-pressed': String(value === chosen),
          onclick: () => choose({ [key]: value === list[0][0] ? '' : value }),
        },
        words,
      ),
    ),
  );
}

/** Labels of something. */
const tagList = tags =>
  h(
    'span',
    { class: 'tags' },
    (tags || []).map(tag => h('span', { key: tag, class: 'tag' }, tag)),
  );
