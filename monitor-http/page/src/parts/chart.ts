// The frame of a chart: its name, its scale and its tip. Shapes are stretched to the width there is;
// texts stand beside them, so that they are not.

import { h } from '../core/picture.ts';
import type { Child, ElementPicture } from '../core/picture.ts';
import type { Kind } from '../told/kind.ts';

export const HEIGHT = 100;

export const WIDTH = 1000;

/** The next number that is easy to read. */
export function nice(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return (
    [1, 1.5, 2, 3, 5, 8, 10].map(step => step * power).find(step => step >= value * 0.999) || value
  );
}

/** One of several things that a chart shows. */
export interface Layer {
  readonly name: string;
  readonly kind: Kind;
}

/** How a figure is said. */
export type Format = (value: number | undefined) => string;

export interface ChartParts {
  readonly title: string;
  /** What it shows, for who cannot see it. */
  readonly words: string;
  readonly layers: readonly Layer[];
  readonly shapes: Child;
  /** The figure at its upper edge. */
  readonly most: number;
  readonly format: Format;
  /** What its ends are. */
  readonly from: string;
  readonly to: string;
  /** What is said of the place under the pointer, 0 to 1. */
  readonly tip: (share: number) => readonly string[];
}

export function figure(chart: ChartParts): ElementPicture {
  const { title, words, layers, shapes, most, format, from, to, tip } = chart;
  const move = (event: PointerEvent & { readonly currentTarget: Element }) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = Math.max(0, Math.min(0.9999, (event.clientX - box.left) / box.width));
    const shown = tipOf(event.currentTarget);
    if (!shown) return;
    shown.textContent = tip(share).join('\n');
    shown.style.setProperty('left', `${share * 100}%`);
    shown.classList.toggle('left', share > 0.6);
    shown.hidden = false;
  };
  return h(
    'figure',
    { class: 'chart', key: title },
    h(
      'figcaption',
      null,
      h('span', { class: 'name' }, title),
      layers.length > 1
        ? layers.map(layer =>
            h(
              'span',
              { key: layer.name, class: 'legend' },
              h('i', { class: layer.kind }),
              layer.name,
            ),
          )
        : null,
    ),
    h(
      'div',
      {
        class: 'plot',
        onpointermove: move,
        onpointerleave: event => {
          const shown = tipOf(event.currentTarget);
          if (shown) shown.hidden = true;
        },
      },
      h(
        'svg',
        {
          viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
          preserveAspectRatio: 'none',
          role: 'img',
          'aria-label': `${title}: ${words}`,
        },
        h('path', { class: 'grid', d: `M0 0.5H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}` }),
        shapes,
        h('path', { class: 'axis', d: `M0 ${HEIGHT - 0.5}H${WIDTH}` }),
      ),
      h('span', { class: 'scale', 'aria-hidden': 'true' }, format(most)),
      h('span', { class: 'tip', hidden: true, 'aria-hidden': 'true' }),
    ),
    h('p', { class: 'ends', 'aria-hidden': 'true' }, h('span', null, from), h('span', null, to)),
  );
}

function tipOf(plot: Element): HTMLElement | null {
  return plot.querySelector<HTMLElement>('.tip');
}
