// A chart of dots over time.

import { count } from '../core/format.ts';
import { h } from '../core/picture.ts';
import type { ElementPicture } from '../core/picture.ts';
import { agoText, now } from '../core/times.ts';
import { HEIGHT, WIDTH, figure, nice } from './chart.ts';
import type { Format, Layer } from './chart.ts';

/** A dot: when, in milliseconds, and how high. */
export type Dot = readonly [at: number, y: number];

export interface DotLayer extends Layer {
  readonly points: readonly Dot[];
}

export function dotChart(
  title: string,
  groups: readonly DotLayer[],
  { format = count }: { readonly format?: Format } = {},
): ElementPicture {
  const all = groups.flatMap(group => group.points);
  const low = Math.min(now() - 60_000, ...all.map(([x]) => x));
  const high = Math.max(now(), ...all.map(([x]) => x));
  const most = nice(Math.max(1e-3, ...all.map(([, y]) => y)));
  const dot = ([x, y]: Dot) => {
    const left = (((x - low) / (high - low)) * WIDTH).toFixed(1);
    return `M${left} ${(HEIGHT - 2 - ((HEIGHT - 4) * y) / most).toFixed(1)}h0`;
  };
  const shapes = groups.map(group =>
    h('path', { key: group.name, class: `dots ${group.kind}`, d: group.points.map(dot).join('') }),
  );
  const words = groups.map(group => `${count(group.points.length)} ${group.name}`).join(', ');
  return figure({
    title,
    words,
    layers: groups,
    shapes,
    most,
    format,
    from: agoText(low),
    to: 'now',
    tip: share => {
      const wanted = low + share * (high - low);
      const near = groups
        .flatMap(({ name, points }) => points.map(([x, y]) => ({ name, x, y })))
        .reduce<{ name: string; x: number; y: number } | null>(
          (best, one) =>
            !best || Math.abs(one.x - wanted) < Math.abs(best.x - wanted) ? one : best,
          null,
        );
      return near ? [agoText(near.x), `${near.name} after ${format(near.y)}`] : [];
    },
  });
}
