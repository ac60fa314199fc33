// The address: `#/view/part/part?key=value`. Everything that a reader can choose is in it, so that
// it can be shared; the path before it is the host's, who may have put the page anywhere.

import { draw } from './draw.ts';

/** What the address says: the view, the words behind its name, and what stands behind the `?`. */
export interface Route {
  readonly view: string;
  readonly rest: readonly string[];
  readonly query: Readonly<Partial<Record<string, string>>>;
}

type Query = Readonly<Record<string, string | number | null | undefined>>;

export let route: Route = readRoute();

function readRoute(): Route {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?');
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
export function href(name: string, rest: readonly string[] = [], query: Query = {}): string {
  const kept = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  const text = new URLSearchParams(kept.map(([key, value]) => [key, String(value)])).toString();
  return `#/${[name, ...rest].map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`;
}

/** Goes to an address, as a click on a link does. */
export function go(address: string): void {
  location.hash = address;
}

/** Changes what stands behind the `?`; '' or undefined takes a key out. No step back is kept of it. */
export function choose(changes: Query): void {
  replace(href(route.view, route.rest, { ...route.query, ...changes }));
}

/** Goes to an address without a step back. */
export function replace(address: string): void {
  history.replaceState(null, '', address);
  moveTo();
  draw();
}

/** Takes over what the address says now. */
export function moveTo(): void {
  route = readRoute();
}
