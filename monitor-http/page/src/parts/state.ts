// A word for a state, with a sign: never colour alone.

import { h } from '../core/picture.ts';
import type { ElementPicture } from '../core/picture.ts';
import type { Kind } from '../told/kind.ts';

const SIGNS: { readonly [kind in Kind]: string } = {
  good: 'M3 8.5 6.5 12 13 4.5',
  bad: 'M4 4l8 8M12 4l-8 8',
  warn: 'M8 3v6M8 11.6v1.4',
  busy: 'M5 3.5 12 8 5 12.5z',
  held: 'M5.5 3.5v9M10.5 3.5v9',
  idle: 'M8 4.5v4l2.5 2M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z',
};

export function sign(kind: Kind): ElementPicture {
  return h(
    'svg',
    { class: `sign ${kind}`, viewBox: '0 0 16 16', width: 14, height: 14, 'aria-hidden': 'true' },
    h('path', { d: SIGNS[kind] }),
  );
}

/** A word for a state, with a sign: never colour alone. */
export function state(word: string, kind: Kind = 'idle'): ElementPicture {
  return h(
    'span',
    { class: `state ${kind}` },
    sign(kind),
    h('span', null, word.replaceAll('_', ' ')),
  );
}
