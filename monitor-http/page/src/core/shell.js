// The frame: navigation, state of the connection, notices, and the view that the address names.
//
// HOW A VIEW JOINS
//
// A view is one file (or several: one idea each) in `views/`, listed in `page.rs`, with its style in
// `style/` if the parts that there are do not do. It calls `view` once:
//
//   view({
//     name: 'workers',            // the first word of its address: #/workers/…?…
//     title: 'Workers',           // in the navigation, and above the view
//     order: 30,                  // its place in the navigation
//     isThere: () => has('status'),           // whether this server has it: see `has`
//     topics: ['status'],         // documents of the stream that it needs while it is shown
//     badge: () => ({ value: 3, words: '3 online', kind: 'bad' }),   // in the navigation; or null
//     heading: () => [title, …],  // what stands above it, if not its title alone: texts, pictures
//     above: () => [picture, …],  // a way back, above the heading; or null
//     show: () => [picture, …],   // the view
//     begin: () => {}, end: () => {},         // when it comes and goes, if it has to know
//   });
//
// - `show` is called once a frame at most, whenever something may have changed. It reads `docs` (the
//   documents of the stream by name: `docs.status`, absent until they come) and `route` (`rest`, the
//   words behind the view's name, and `query`), and returns pictures made by `h`. It has no effects.
// - A document is a `Feed::document` of the host; its name is its topic. Where there is no stream,
//   `POLLED` says what is asked for instead.
// - What is beside the stream: `ask(path, version)` is the answer, at once, from the last time, and
//   asked again when `version` changes. What changes something: `command(what, method, path, body)`
//   says what came of it. Paths are relative: the page may be anywhere.
// - What the reader chooses is in the address: links by `href`, `choose({ key: value })` for filters
//   and tabs, `go` after a command. What is not worth sharing is in variables of the view; call
//   `draw()` after changing them.
// - Whatever comes from outside is a child or an attribute of `h`. Lists that change have a `key`.
//   Rows of long tables are `memo`s: `dataTable` does that.
// - Parts: `section`, `tiles`, `state` (a word for a state, never colour alone), `empty`, `failed`,
//   `progressBar`, `button`, `dataTable`, `choices`; charts: `timeChart`, `bars`; words:
//   `duration`, `count`, `percent`, `bytes`, `ago`, `clock`. `say` tells a screen reader, `notice`
//   everybody.

const HAS = (document.documentElement.dataset.has || '').split(' ');
const MAY = (document.documentElement.dataset.may || '').split(' ');
/** Whether the server has this: `feed`, `flows`, `analyses`, or a document of the stream. */
const has = name => HAS.includes(name);
/** Whether the server lets this be changed: `metrics`, `debug` or `analyses`. */
const may = name => MAY.includes(name);

const VIEWS = [];
/** What the frame itself shows, whatever the view. */
const FRAME_TOPICS = ['status', 'runs'];
let notices = [];
let isDrawn = true;
let shownView = null;

function view(definition) {
  VIEWS.push(definition);
}

/** Draws once a frame, however much comes. */
function draw() {
  if (!isDrawn) return;
  isDrawn = false;
  requestAnimationFrame(() => {
    isDrawn = true;
    render();
  });
}

/** Tells a screen reader. */
function say(text) {
  const region = document.getElementById('said');
  if (region) region.textContent = text;
}

/** Tells everybody, until it is put away; `kind` is one of `good`, `warn`, `bad`, `busy`. */
function notice(kind, text, more = null) {
  notices = notices
    .filter(other => other.text !== text)
    .slice(-3)
    .concat({ kind, text, more });
  draw();
}

function views() {
  return VIEWS.filter(each => each.isThere()).sort((a, b) => a.order - b.order);
}

function render() {
  const all = views();
  const current = all.find(each => each.name === route.view) || null;
  if (current !== shownView) {
    if (shownView && shownView.end) shownView.end();
    shownView = current;
    if (current && current.begin) current.begin();
  }
  want([...FRAME_TOPICS, ...((current && current.topics) || [])]);
  const heading =
    current && current.heading ? current.heading() : [current ? current.title : 'Not here'];
  title(heading[0]);
  const focused = document.activeElement;
  paint(document.getElementById('page'), [
    h('a', { class: 'skip', href: '#main', onclick: toContent }, 'To the content'),
    h(
      'header',
      { class: 'top' },
      h('a', { class: 'brand', href: href('overview') }, mark(), 'Monitor'),
      linkState(),
      themeButton(),
      bellButton(),
    ),
    navigation(all, current),
    h(
      'main',
      { id: 'main', tabindex: '-1' },
      link.state === 'gone' && goneNote(),
      current && current.above && route.rest.length
        ? h('p', { class: 'crumbs' }, current.above())
        : null,
      heading.length > 0 && h('h1', { tabindex: '-1' }, heading),
      current
        ? h(
            'div',
            { key: `view ${current.name} ${route.rest.join('/')}`, class: `view ${current.name}` },
            guarded(current),
          )
        : empty(
            'There is nothing at this address.',
            h('a', { href: href('overview') }, 'To the overview'),
          ),
    ),
    h(
      'footer',
      { class: 'foot' },
      h('a', { href: 'api/v1/openapi.json' }, 'API'),
      h('a', { href: 'metrics' }, 'Prometheus'),
      h('span', null, `Monitor ${document.documentElement.dataset.version}`),
    ),
    h(
      'div',
      { class: 'notices', role: 'log', 'aria-label': 'Notices', 'aria-live': 'polite' },
      notices.map(noticeCard),
    ),
    h('p', { id: 'said', class: 'unseen', role: 'status' }),
  ]);
  // An element that was moved has lost the focus.
  if (
    focused &&
    focused !== document.activeElement &&
    focused.isConnected &&
    focused !== document.body
  )
    focused.focus({ preventScroll: true });
}

/** A view that fails takes nothing else with it. */
function guarded(current) {
  try {
    return current.show();
  } catch (error) {
    console.error(error);
    return empty(
      'This view has failed: that is a fault of Monitor.',
      h('code', null, String(error)),
    );
  }
}

function mark() {
  return h(
    'svg',
    { viewBox: '0 0 16 16', width: 20, height: 20, 'aria-hidden': 'true' },
    h('rect', { width: 16, height: 16, rx: 4, class: 'logo' }),
    h('path', { d: 'M2 9h3l2-5 3 8 1.5-3H14', fill: 'none', stroke: '#fff', 'stroke-width': 1.6 }),
  );
}

function navigation(all, current) {
  return h(
    'nav',
    { class: 'places', 'aria-label': 'Views' },
    h(
      'ul',
      null,
      all.map(each => {
        const badge = each.badge && each.badge();
        return h(
          'li',
          { key: each.name },
          h(
            'a',
            { href: href(each.name), 'aria-current': each === current && 'page' },
            h('span', null, each.title),
            badge
              ? h(
                  'span',
                  { class: `badge ${badge.kind || ''}`, title: badge.words },
                  h('span', { 'aria-hidden': 'true' }, badge.value),
                  h('span', { class: 'unseen' }, ` ${badge.words}`),
                )
              : null,
          ),
        );
      }),
    ),
  );
}

function linkState() {
  const [kind, words] = {
    live: ['good', 'live'],
    poll: ['good', 'every 2 s'],
    gone: ['bad', 'no answer'],
    wait: ['idle', 'connecting'],
  }[link.state];
  return h('p', { id: 'link', class: 'link', 'data-state': link.state }, state(words, kind));
}

function goneNote() {
  return h(
    'div',
    { class: 'note bad', role: 'alert' },
    h('strong', null, 'The server does not answer. '),
    'What you see is from ',
    clock(link.since / 1000),
    '; it goes on by itself as soon as the server is back. ',
    'If it does not come back, look whether ',
    h('code', null, 'monitor serve'),
    ' still runs.',
  );
}

function noticeCard(one) {
  return h(
    'div',
    { key: one.text, class: `notice ${one.kind}` },
    sign(one.kind),
    h('p', null, one.text, one.more),
    h(
      'button',
      {
        type: 'button',
        class: 'plain',
        'aria-label': 'Put away',
        onclick: () => {
          notices = notices.filter(other => other !== one);
          draw();
        },
      },
      '×',
    ),
  );
}

function title(heading) {
  const running =
    docs.runs &&
    docs.runs.order.map(id => docs.runs.runs[id]).find(run => run && run.status === 'running');
  const { jobs } = docs.status || {};
  const lead =
    link.state === 'gone'
      ? 'no answer · '
      : running
        ? `${Math.floor(running.progress_percent)} % ${running.experiment_name} · `
        : jobs && jobs.currently_running
          ? `${jobs.currently_running} running · `
          : '';
  const text = `${lead}${typeof heading === 'string' ? heading : 'Monitor'} · Monitor`;
  if (document.title !== text) document.title = text;
}

function toContent(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

/** Takes over what the address says; the view that comes is told to who cannot see it. */
function moved() {
  const before = route;
  route = readRoute();
  const isOther = before.view !== route.view || before.rest.join('/') !== route.rest.join('/');
  render();
  if (!isOther) return;
  window.scrollTo(0, 0);
  const heading = document.querySelector('main h1');
  if (heading) heading.focus({ preventScroll: true });
}
