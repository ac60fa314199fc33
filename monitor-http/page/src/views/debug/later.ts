// What is done after drawing: drawing itself has no effects.

import { href, replace, route } from '../../core/address.ts';
import type { ElementPicture } from '../../core/picture.ts';
import { waiting } from '../../parts/parts.ts';

export function later(what: () => void): void {
  setTimeout(what, 0);
}

/** Goes to another address without a step back, once this one is drawn. */
export function redirect(from: readonly string[], to: readonly string[]): ElementPicture {
  later(() => {
    if (route.view !== 'debug' || route.rest.join('/') !== from.join('/')) return;
    replace(href('debug', to));
  });
  return waiting();
}
