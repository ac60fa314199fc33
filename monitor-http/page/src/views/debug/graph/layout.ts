// Where the routines of a flow are drawn.

import type { Connection } from '../../../told/flows.ts';
import { layersOf } from './layers.ts';
import type { Edge, Place } from './layers.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line, and where its label stands. */
interface Way {
  readonly d: string;
  readonly x: number;
  readonly y: number;
}

export interface PlacedRoutine {
  readonly id: string;
  readonly box: Box;
}

/** Places in pixels. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Whether it goes down. */
  readonly isDown: boolean;
  readonly routines: readonly PlacedRoutine[];
  readonly edges: readonly (Edge & Way)[];
}

type Vector = readonly [number, number];
/** Where something is: along the way through the flow, and across it. */
type PlaceOf = (one: Place) => Vector;
/** What is along and across as what is right and down. */
type ToPoint = (place: Vector) => Vector;

interface Room {
  readonly size: number;
  readonly gap: number;
}

/** Places routines: it goes to the right if there is room for that, else down. */
export function placed(
  ids: readonly string[],
  connections: readonly Connection[],
  room: number,
): Layout {
  const { layers, edges } = layersOf(ids, connections);
  const deepest = Math.max(1, ...layers.map(layer => layer.length));
  const aside = edges.some(edge => edge.isBack) ? 28 : 0;
  const isDown = layers.length * 132 + (layers.length - 1) * 56 > room;
  const along = isDown ? { size: 64, gap: 48 } : toTheRight(layers.length, room);
  const across = isDown
    ? { gap: 12, size: Math.min(200, Math.max(96, (room - aside - (deepest - 1) * 12) / deepest)) }
    : { gap: 20, size: 64 };
  const length = layers.length * along.size + (layers.length - 1) * along.gap;
  const breadth = deepest * across.size + (deepest - 1) * across.gap;
  const centres = new Map<Place, Vector>();
  layers.forEach((layer, at) => {
    const begin = (breadth - layer.length * across.size - (layer.length - 1) * across.gap) / 2;
    layer.forEach((one, index) =>
      centres.set(one, [
        at * (along.size + along.gap) + along.size / 2,
        begin + index * (across.size + across.gap) + across.size / 2,
      ]),
    );
  });
  const centre: PlaceOf = one => centres.get(one) ?? [0, 0];
  const point: ToPoint = ([a, b]) => (isDown ? [b, a] : [a, b]);
  const half = along.size / 2;
  const routines = ids.map(id => {
    const [x, y] = point(centre(id));
    const [width, height] = point([along.size, across.size]);
    return { id, box: { x: x - width / 2, y: y - height / 2, width, height } };
  });
  const drawn = edges.map(edge => ({
    ...edge,
    ...(edge.isBack ? wayBack(edge, centre, half, breadth, point) : way(edge, centre, half, point)),
  }));
  const [width, height] = point([length, breadth + aside]);
  return { width, height, isDown, routines: inOrder(routines, isDown), edges: drawn };
}

function toTheRight(layers: number, room: number): Room {
  const size = Math.min(176, Math.max(132, (room - (layers - 1) * 96) / layers));
  if (layers < 2) return { size, gap: 0 };
  return { size, gap: Math.min(128, Math.max(56, (room - layers * size) / (layers - 1))) };
}

/** In the order of the way through the flow, which is the order of the tab key. */
function inOrder(routines: readonly PlacedRoutine[], isDown: boolean): readonly PlacedRoutine[] {
  return [...routines].sort(({ box: a }, { box: b }) =>
    isDown ? a.y - b.y || a.x - b.x : a.x - b.x || a.y - b.y,
  );
}

const words = ([x, y]: Vector): string => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** A line through all that an edge passes. */
function way({ path }: Edge, centre: PlaceOf, half: number, point: ToPoint): Way {
  const name = (place: Vector) => words(point(place));
  const stops = path.map(one => centre(one));
  let d = '';
  let label: Vector | null = null;
  for (const [at, stop] of stops.slice(1).entries()) {
    const before = stops[at] ?? stop;
    const isLast = at + 2 === stops.length;
    const from: Vector = [before[0] + half, before[1]];
    const to: Vector = [stop[0] - half - (isLast ? 5 : 0), stop[1]];
    const middle = (from[0] + to[0]) / 2;
    d += `${at ? 'L' : 'M'}${name(from)}C${name([middle, from[1]])} `;
    d += `${name([middle, to[1]])} ${name(to)}`;
    label ??= point([middle, from[1] + (to[1] - from[1]) * 0.5]);
  }
  const [x, y] = label ?? [0, 0];
  return { d, x, y };
}

/** A line that leads back goes around everything. */
function wayBack(
  { source, target }: Edge,
  centre: PlaceOf,
  half: number,
  breadth: number,
  point: ToPoint,
): Way {
  const [from, to] = [centre(source), centre(target)];
  const name = (...place: Vector) => words(point(place));
  const side = breadth + 18;
  const [begin, end] = [from[0] + half * 0.4, to[0] - half * 0.4];
  const d = [
    `M${name(begin, from[1])}L${name(begin, side - 8)}`,
    `Q${name(begin, side)} ${name(begin - 8, side)}L${name(end + 8, side)}`,
    `Q${name(end, side)} ${name(end, side - 8)}L${name(end, to[1])}`,
  ].join('');
  const [x, y] = point([(begin + end) / 2, side]);
  return { d, x, y };
}
