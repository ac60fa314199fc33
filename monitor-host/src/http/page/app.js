// Puts the sections together, and keeps what the reader has opened open.

const SECTIONS = [
  ['overview', 'Overview', overview],
  ['jobs', 'Jobs', jobs],
  ['workers', 'Workers', workers],
  ['runs', 'Runs', runs],
  ['exec', 'Commands', commands],
  ['events', 'Events', events],
];

/** The cards there are: they stay the same elements, so that what is open stays open. */
const cards = new Map();

/** A card with a head, and something that is looked up when the reader opens it, and again when it has changed. */
function card(key, head, title, version, show) {
  let kept = cards.get(key);
  if (!kept) {
    const parts = { head: el('div'), body: el('div') };
    const more = el('details', {}, el('summary', {}, title), parts.body);
    kept = { ...parts, more, element: el('div', { class: 'card' }, parts.head, more), version: null, busy: false };
    more.addEventListener('toggle', () => { kept.version = null; draw(); });
    cards.set(key, kept);
  }
  update(kept.head, head);
  if (kept.more.open && kept.version !== version && !kept.busy) {
    kept.version = version;
    kept.busy = true;
    show(kept.body).finally(() => { kept.busy = false; });
  }
  return kept.element;
}

/** Which sections there is something for. */
function isShown(name) {
  const { status, runs: runDocument, exec } = known.documents;
  if (name === 'runs') return Boolean(runDocument);
  if (name === 'exec') return Boolean(exec);
  if (name === 'events') return Boolean(status) || known.events.length > 0;
  return Boolean(status);
}

function render() {
  const main = document.getElementById('main');
  const nav = document.getElementById('nav');
  for (const [name, title, view] of SECTIONS) {
    let section = document.getElementById(name);
    if (!isShown(name)) { if (section) section.hidden = true; continue; }
    if (!section) {
      section = el('section', { id: name, 'aria-label': title }, el('h2', {}, title), el('div'));
      const order = SECTIONS.map(([other]) => other);
      const next = [...main.children].find(other => order.indexOf(other.id) > order.indexOf(name));
      main.insertBefore(section, next || null);
    }
    section.hidden = false;
    update(section.lastElementChild, view(known.documents));
  }
  const shown = SECTIONS.filter(([name]) => isShown(name));
  fill(nav, ...shown.map(([name, title]) => el('a', { href: `#${name}` }, title)));
  const { status } = known.documents;
  const newest = known.documents.runs && known.documents.runs.order.map(id => known.documents.runs.runs[id]).find(run => run && run.status === 'running');
  document.title = newest ? `${Math.floor(newest.progress_percent)} % ${newest.experiment_name}`
    : status && status.jobs ? `${status.jobs.currently_running} running · Monitor` : 'Monitor';
}

/** Takes over what is new, and leaves alone what is the same: scroll and focus stay. */
function update(element, parts) {
  const fresh = parts.flat().filter(part => part);
  fresh.forEach((part, at) => {
    const old = element.children[at];
    if (!old) element.append(part);
    else if (old !== part && !old.isEqualNode(part)) {
      const left = old.scrollLeft;
      const hadFocus = old === document.activeElement;
      old.replaceWith(part);
      part.scrollLeft = left;
      if (hadFocus) part.focus({ preventScroll: true });
    }
  });
  while (element.children.length > fresh.length) element.lastElementChild.remove();
}

connect();
draw();
