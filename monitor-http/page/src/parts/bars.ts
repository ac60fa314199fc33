// A chart of bars, one above the other.

import { count } from '../core/format.ts';
import { h } from '../core/picture.ts';
import type { ElementPicture } from '../core/picture.ts';
import { HEIGHT, WIDTH, figure, nice } from './chart.ts';
import type { Format, Layer } from './chart.ts';

/** Values of equal length, the oldest first. */
export interface BarLayer extends Layer {
  readonly values: readonly number[];
}

interface Options {
  /** Says in words which bar it is. */
  readonly at?: (index: number) => string;
  readonly from?: string;
  readonly to?: string;
  readonly format?: Format;
}

export function bars(
  title: string,
  layers: readonly BarLayer[],
  { at = String, from = '', to = 'now', format = count }: Options = {},
): ElementPicture {
  const size = layers[0] ? layers[0].values.length : 0;
  const sums = Array.from({ length: size }, (_, index) =>
    layers.reduce((sum, layer) => sum + (layer.values[index] ?? 0), 0),
  );
  const most = nice(Math.max(1, ...sums));
  const step = WIDTH / Math.max(1, size);
  const floors = new Array<number>(size).fill(HEIGHT);
  const shapes = layers.map(layer =>
    h('path', {
      key: layer.name,
      class: `fill ${layer.kind}`,
      d: layer.values
        .map((value, index) => {
          if (!value) return '';
          const height = (HEIGHT * value) / most;
          const floor = (floors[index] ?? HEIGHT) - height;
          floors[index] = floor;
          const left = (index * step + step * 0.12).toFixed(1);
          const width = (step * 0.76).toFixed(1);
          return `M${left} ${floor.toFixed(2)}h${width}v${height.toFixed(2)}h-${width}z`;
        })
        .join(''),
    }),
  );
  const totals = layers.map(
    layer => `${format(layer.values.reduce((sum, value) => sum + value, 0))} ${layer.name}`,
  );
  return figure({
    title,
    words: totals.join(', '),
    layers,
    shapes,
    most,
    format,
    from,
    to,
    tip: share => {
      const index = Math.min(size - 1, Math.floor(share * size));
      return [at(index), ...layers.map(layer => `${layer.name} ${format(layer.values[index])}`)];
    },
  });
}
