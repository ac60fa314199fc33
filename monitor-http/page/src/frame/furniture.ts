// What stands around a view: navigation, state of the connection, notices.

import { href } from '../core/address.ts';
import { h } from '../core/picture.ts';
import type { ElementPicture } from '../core/picture.ts';
import { putAway } from '../core/say.ts';
import type { Notice } from '../core/say.ts';
import { clock } from '../core/times.ts';
import { link } from '../live/link.ts';
import type { LinkState } from '../live/link.ts';
import { sign, state } from '../parts/state.ts';
import type { Kind } from '../told/kind.ts';
import type { View } from './view.ts';

const LINKS: { readonly [state in LinkState]: readonly [kind: Kind, words: string] } = {
  live: ['good', 'live'],
  poll: ['good', 'every 2 s'],
  gone: ['bad', 'no answer'],
  wait: ['idle', 'connecting'],
};

export function mark(): ElementPicture {
  return h(
    'svg',
    { viewBox: '0 0 16 16', width: 20, height: 20, 'aria-hidden': 'true' },
    h('rect', { width: 16, height: 16, rx: 4, class: 'logo' }),
    h('path', { d: 'M2 9h3l2-5 3 8 1.5-3H14', fill: 'none', stroke: '#fff', 'stroke-width': 1.6 }),
  );
}

export function navigation(all: readonly View[], current: View | null): ElementPicture {
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

export function linkState(): ElementPicture {
  const [kind, words] = LINKS[link.state];
  return h('p', { id: 'link', class: 'link', 'data-state': link.state }, state(words, kind));
}

export function goneNote(): ElementPicture {
  return h(
    'div',
    { class: 'note bad', role: 'alert' },
    h('strong', null, 'The server does not respond. '),
    'Data from ',
    clock(link.since / 1000),
    '; it reconnects when the server is back. ',
    'If it does not come back, check that ',
    h('code', null, 'monitor serve'),
    ' still runs.',
  );
}

export function noticeCard(one: Notice): ElementPicture {
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
        'aria-label': 'Dismiss',
        onclick: () => putAway(one),
      },
      '×',
    ),
  );
}
