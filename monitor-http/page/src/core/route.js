// The address: `#/view/part/part?key=value`. Everything that a reader can choose is in it, so that
// it can be shared; the path before it is the host's, who may have put the page anywhere.

let route = readRoute();

function readRoute() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const parts = path
    .split('/')
    .filter(part => part)
    .map(part => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
  return {
    view: parts[0] || 'overview',
    rest: parts.slice(1),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** The address of a view: `href('jobs', ['job-1'], { tab: 'trace' })`. */
function href(name, rest = [], query = {}) {
  const kept = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  const text = new URLSearchParams(kept.map(([key, value]) => [key, String(value)])).toString();
  return `#/${[name, ...rest].map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`;
}

/** Goes to an address, as a click on a link does. */
function go(address) {
  location.hash = address;
}

/** Changes what stands behind the `?`; '' or undefined takes a key out. No step back is kept of it. */
function choose(changes) {
  const address = href(route.view, route.rest, { ...route.query, ...changes });
  history.replaceState(null, '', address);
  route = readRoute();
  draw();
}
