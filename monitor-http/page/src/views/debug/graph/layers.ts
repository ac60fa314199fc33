// The layers of a flow: what is connected goes one way.

import type { Connection } from '../../../told/flows.ts';

/** What has a place in a layer: a routine by its id, or where an edge passes. */
export type Place = string | Bend;

export interface Bend {
  readonly edge: Edge;
  readonly at: number;
}

export interface Edge {
  readonly source: string;
  readonly target: string;
  readonly labels: string[];
  /** What it passes, both ends included. */
  path: readonly Place[];
  /** Whether it leads back. */
  isBack: boolean;
}

export interface Layers {
  readonly layers: readonly (readonly Place[])[];
  readonly edges: readonly Edge[];
}

/**
 * Layers of a graph: each routine is behind all that lead to it, where the graph goes round in
 * circles as far as that is possible. An edge that passes layers has a place in each of them, so
 * that no routine is drawn over it.
 */
export function layersOf(ids: readonly string[], connections: readonly Connection[]): Layers {
  const edges = edgesOf(ids, connections);
  const rank = ranks(ids, withoutCircles(ids, edges));
  const rankOf = (id: string) => rank.get(id) ?? 0;
  const layers = Array.from({ length: Math.max(-1, ...rank.values()) + 1 }, (): Place[] => []);
  for (const id of ids) layers[rankOf(id)]?.push(id);
  for (const edge of edges) {
    const bends: Bend[] = [];
    for (let at = rankOf(edge.source) + 1; at < rankOf(edge.target); at += 1) {
      const bend = { edge, at };
      layers[at]?.push(bend);
      bends.push(bend);
    }
    edge.path = [edge.source, ...bends, edge.target];
  }
  untangle(layers, edges);
  return { layers, edges };
}

/** One edge for all connections of two routines. */
function edgesOf(ids: readonly string[], connections: readonly Connection[]): readonly Edge[] {
  const edges = new Map<string, Edge>();
  for (const connection of connections) {
    const { source_routine: source, target_routine: target, source_event: label } = connection;
    if (!ids.includes(source) || !ids.includes(target)) continue;
    const key = JSON.stringify([source, target]);
    const edge = edges.get(key) ?? { source, target, labels: [], path: [], isBack: false };
    edges.set(key, edge);
    edge.labels.push(label);
  }
  return [...edges.values()];
}

/** The edges that are left when those are taken out that lead back. */
function withoutCircles(ids: readonly string[], edges: readonly Edge[]): readonly Edge[] {
  const state = new Map<string, 'open' | 'done'>();
  const visit = (id: string): void => {
    state.set(id, 'open');
    for (const edge of edges) {
      if (edge.source !== id) continue;
      if (state.get(edge.target) === 'open') edge.isBack = true;
      else if (!state.has(edge.target)) visit(edge.target);
    }
    state.set(id, 'done');
  };
  const isTarget = new Set(
    edges.filter(edge => edge.source !== edge.target).map(edge => edge.target),
  );
  for (const id of [...ids.filter(id => !isTarget.has(id)), ...ids]) if (!state.has(id)) visit(id);
  return edges.filter(edge => !edge.isBack);
}

/** How deep each routine is: the longest way that leads to it. */
function ranks(ids: readonly string[], edges: readonly Edge[]): Map<string, number> {
  const rank = new Map(ids.map(id => [id, 0]));
  // Without circles the longest way is found in at most so many rounds.
  for (let round = 0, isMoving = true; isMoving && round <= ids.length; round += 1) {
    isMoving = false;
    for (const { source, target } of edges) {
      const deeper = (rank.get(source) ?? 0) + 1;
      if ((rank.get(target) ?? 0) >= deeper) continue;
      rank.set(target, deeper);
      isMoving = true;
    }
  }
  return rank;
}

/** Puts each layer in the order of the middle of what it is connected to, from both sides. */
function untangle(layers: readonly Place[][], edges: readonly Edge[]): void {
  const near = neighbours(edges);
  for (let round = 0; round < 4; round += 1) {
    const place = new Map<Place, number>();
    const settle = (layer: readonly Place[]) =>
      layer.forEach((one, at) => place.set(one, at - (layer.length - 1) / 2));
    layers.forEach(settle);
    const placeOf = (one: Place) => place.get(one) ?? 0;
    const middle = (one: Place) => {
      const all = near.get(one) ?? [];
      const sum = all.reduce((total, other) => total + placeOf(other), 0);
      return all.length ? sum / all.length : placeOf(one);
    };
    for (const layer of round % 2 ? [...layers].reverse() : layers) {
      const by = new Map(layer.map(one => [one, middle(one)]));
      layer.sort((a, b) => (by.get(a) ?? 0) - (by.get(b) ?? 0));
      settle(layer);
    }
  }
}

/** What is next to what on the edges. */
function neighbours(edges: readonly Edge[]): Map<Place, Place[]> {
  const near = new Map<Place, Place[]>();
  const pair = (one: Place, other: Place) => {
    const all = near.get(one) ?? [];
    near.set(one, all);
    all.push(other);
  };
  for (const { path } of edges)
    path.slice(1).forEach((one, at) => {
      const before = path[at];
      if (before === undefined) return;
      pair(one, before);
      pair(before, one);
    });
  return near;
}
