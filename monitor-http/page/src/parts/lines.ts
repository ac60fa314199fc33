// A chart of lines over time.

import { count } from '../core/format.ts';
import { h } from '../core/picture.ts';
import type { ElementPicture } from '../core/picture.ts';
import { HEIGHT, WIDTH, figure, nice } from './chart.ts';
import type { Format, Layer } from './chart.ts';

export type Point = readonly [x: number, y: number];

/** Points sorted by x. */
export interface Line extends Layer {
  readonly points: readonly Point[];
}

interface Options {
  /** Says a y in words. */
  readonly format?: Format;
  /** Says an x in words. */
  readonly at?: (x: number) => string;
  readonly from?: string;
  readonly to?: string;
}

/** Lines over time. If there is one line only, it is filled below. */
export function timeChart(
  title: string,
  lines: readonly Line[],
  { format = count, at = String, from = '', to = 'now' }: Options = {},
): ElementPicture {
  const all = lines.flatMap(line => line.points);
  const most = nice(Math.max(1e-9, ...all.map(([, y]) => y)));
  const low = Math.min(...all.map(([x]) => x));
  const high = Math.max(...all.map(([x]) => x));
  const x = (value: number) => (((value - low) / Math.max(1e-9, high - low)) * WIDTH).toFixed(1);
  const y = (value: number) => (HEIGHT - (HEIGHT * value) / most).toFixed(2);
  const shapes = lines.flatMap(line => {
    const points = thinned(line.points, 500);
    const [first, last] = [points[0], points.at(-1)];
    if (!first || !last) return [];
    const d = points.map(([px, py], index) => `${index ? 'L' : 'M'}${x(px)} ${y(py)}`).join('');
    const under =
      lines.length === 1
        ? h('path', {
            key: `${line.name} under`,
            class: `under ${line.kind}`,
            d: `${d}L${x(last[0])} ${HEIGHT}L${x(first[0])} ${HEIGHT}z`,
          })
        : null;
    return [under, h('path', { key: line.name, class: `stroke ${line.kind}`, d })];
  });
  const sentence = ({ name, points }: Line) =>
    points.length ? `${name} at most ${format(Math.max(...points.map(([, py]) => py)))}` : name;
  return figure({
    title,
    words: lines.map(sentence).join(', '),
    layers: lines,
    shapes,
    most,
    format,
    from,
    to,
    tip: share => {
      const wanted = low + share * (high - low);
      const nearest = ({ points }: Line): Point =>
        points.reduce(
          (best, point) =>
            Math.abs(point[0] - wanted) < Math.abs(best[0] - wanted) ? point : best,
          points[0] ?? [NaN, NaN],
        );
      const drawn = lines.filter(line => line.points.length);
      const words = drawn.map(line => `${line.name} ${format(nearest(line)[1])}`);
      return drawn[0] ? [at(nearest(drawn[0])[0]), ...words] : [];
    },
  });
}

/** So many points that more would not be seen: of each bunch the least and the greatest. */
function thinned(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most * 2) return points;
  const bunch = Math.ceil(points.length / most);
  const kept: Point[] = [];
  for (let start = 0; start < points.length; start += bunch) {
    const part = points.slice(start, start + bunch);
    let [low] = part;
    let high = low;
    if (!low || !high) continue;
    for (const point of part) {
      if (point[1] < low[1]) low = point;
      if (point[1] > high[1]) high = point;
    }
    kept.push(...(low[0] < high[0] ? [low, high] : low === high ? [low] : [high, low]));
  }
  return kept;
}
