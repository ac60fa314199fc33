// The frame: the view that the address names, and all that stands around it.

import { href, moveTo, route } from '../core/address.ts';
import { drawWith } from '../core/draw.ts';
import { paint } from '../core/paint.ts';
import { h } from '../core/picture.ts';
import type { Child } from '../core/picture.ts';
import { notices } from '../core/say.ts';
import { VERSION } from '../core/server.ts';
import { docs, statusNow } from '../live/documents.ts';
import type { Topic } from '../live/documents.ts';
import { link } from '../live/link.ts';
import { want } from '../live/share.ts';
import { empty } from '../parts/parts.ts';
import { bellButton, listenFor } from './bell.ts';
import { goneNote, linkState, mark, navigation, noticeCard } from './furniture.ts';
import { themeButton } from './theme.ts';
import type { View } from './view.ts';

/** What the frame itself shows, whatever the view. */
const FRAME_TOPICS: readonly Topic[] = ['status', 'runs'];

let views: readonly View[] = [];
let shownView: View | null = null;

/** Shows these views from now on, where the server has them. */
export function mount(all: readonly View[]): void {
  views = all;
  drawWith(render);
  for (const view of all) view.load?.();
  listenFor(all.flatMap(view => view.watches ?? []));
  window.addEventListener('hashchange', moved);
  render();
}

export function render(): void {
  const all = views.filter(each => each.isThere()).sort((a, b) => a.order - b.order);
  const current = all.find(each => each.name === route.view) || null;
  if (current !== shownView) {
    if (shownView && shownView.end) shownView.end();
    shownView = current;
    if (current && current.begin) current.begin();
  }
  want([...FRAME_TOPICS, ...((current && current.topics) || [])]);
  const heading =
    current && current.heading ? current.heading() : [current ? current.title : 'Not here'];
  setTitle(heading[0]);
  const focused = document.activeElement;
  const page = document.getElementById('page');
  if (!page) return;
  paint(page, [
    h('a', { class: 'skip', href: '#main', onclick: toContent }, 'Skip to content'),
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
        : empty('Page not found.', h('a', { href: href('overview') }, 'To the overview')),
    ),
    h(
      'footer',
      { class: 'foot' },
      h('a', { href: 'api/v1/openapi.json' }, 'API'),
      h('a', { href: 'metrics' }, 'Prometheus'),
      h('span', null, `Monitor ${VERSION}`),
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
    focused instanceof HTMLElement &&
    focused !== document.activeElement &&
    focused.isConnected &&
    focused !== document.body
  )
    focused.focus({ preventScroll: true });
}

/** A view that fails takes nothing else with it. */
function guarded(current: View): Child {
  try {
    return current.show();
  } catch (error) {
    console.error(error);
    return empty('This view failed. This is a bug in Monitor.', h('code', null, String(error)));
  }
}

function setTitle(heading: Child): void {
  const { runs } = docs;
  const running = runs?.order.map(id => runs.runs[id]).find(run => run?.state_kind === 'busy');
  const jobs = statusNow()?.jobs;
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

function toContent(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

/** Takes over what the address says; the view that comes is told to who cannot see it. */
function moved(): void {
  const before = route;
  moveTo();
  const isOther = before.view !== route.view || before.rest.join('/') !== route.rest.join('/');
  render();
  if (!isOther) return;
  window.scrollTo(0, 0);
  const heading = document.querySelector<HTMLElement>('main h1');
  if (heading) heading.focus({ preventScroll: true });
}
