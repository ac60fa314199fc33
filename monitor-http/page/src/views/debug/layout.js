// Where the routines of a flow are drawn: in layers, so that what is connected goes one way.

/**
 * Layers of a graph: each routine is behind all that lead to it, where the graph goes round in
 * circles as far as that is possible. An edge that passes layers has a place in each of them, so
 * that no routine is drawn over it. Returns `{ layers: [[id | edge]], edges: [{ source, target,
 * labels, path }] }`, where `path` is what an edge passes, both ends included.
 */
function layersOf(ids, connections) {
  const edges = new Map();
  for (const {
    source_routine: source,
    target_routine: target,
    source_event: label,
  } of connections) {
    if (!ids.includes(source) || !ids.includes(target)) continue;
    const key = JSON.stringify([source, target]);
    if (!edges.has(key)) edges.set(key, { source, target, labels: [], path: [] });
    edges.get(key).labels.push(label);
  }
  const list = [...edges.values()];
  const forward = withoutCircles(ids, list);
  const rank = ranks(ids, forward);
  const layers = [];
  for (const id of ids) (layers[rank.get(id)] ||= []).push(id);
  for (const edge of list) {
    const [low, high] = [rank.get(edge.source), rank.get(edge.target)];
    edge.path = [edge.source];
    for (let at = low + 1; at < high; at += 1) {
      const bend = { edge, at };
      layers[at].push(bend);
      edge.path.push(bend);
    }
    edge.path.push(edge.target);
  }
  untangle(layers, list);
  return { layers, edges: list };
}

/** The edges that are left when those are taken out that lead back. */
function withoutCircles(ids, edges) {
  const state = new Map();
  const back = new Set();
  const visit = id => {
    state.set(id, 'open');
    for (const edge of edges) {
      if (edge.source !== id) continue;
      if (state.get(edge.target) === 'open') back.add(edge);
      else if (!state.has(edge.target)) visit(edge.target);
    }
    state.set(id, 'done');
  };
  const isTarget = new Set(
    edges.filter(edge => edge.source !== edge.target).map(edge => edge.target),
  );
  for (const id of [...ids.filter(id => !isTarget.has(id)), ...ids]) if (!state.has(id)) visit(id);
  for (const edge of back) edge.isBack = true;
  return edges.filter(edge => !edge.isBack);
}

function ranks(ids, edges) {
  const rank = new Map(ids.map(id => [id, 0]));
  // Without circles the longest way is found in at most so many rounds.
  for (let round = 0, isMoving = true; isMoving && round <= ids.length; round += 1) {
    isMoving = false;
    for (const { source, target } of edges) {
      if (rank.get(target) > rank.get(source)) continue;
      rank.set(target, rank.get(source) + 1);
      isMoving = true;
    }
  }
  return rank;
}

/** Puts each layer in the order of the middle of what it is connected to, from both sides. */
function untangle(layers, edges) {
  const near = new Map();
  const pair = (one, other) => {
    if (!near.has(one)) near.set(one, []);
    near.get(one).push(other);
  };
  for (const { path } of edges)
    for (let at = 1; at < path.length; at += 1) {
      pair(path[at], path[at - 1]);
      pair(path[at - 1], path[at]);
    }
  for (let round = 0; round < 4; round += 1) {
    const place = new Map(
      layers.flatMap(layer => layer.map((one, at) => [one, at - (layer.length - 1) / 2])),
    );
    const order = round % 2 ? [...layers].reverse() : layers;
    for (const layer of order) {
      const middle = one => {
        const all = near.get(one) || [];
        return all.length
          ? all.reduce((sum, other) => sum + place.get(other), 0) / all.length
          : place.get(one);
      };
      const by = new Map(layer.map(one => [one, middle(one)]));
      layer.sort((a, b) => by.get(a) - by.get(b));
      layer.forEach((one, at) => place.set(one, at - (layer.length - 1) / 2));
    }
  }
}

/**
 * Places in pixels: `{ width, height, isDown, boxes: Map(id, { x, y, width, height }), edges: [{ d,
 * x, y, label, … }] }`. It goes to the right if there is room for that, else down.
 */
function placed(ids, connections, room) {
  const { layers, edges } = layersOf(ids, connections);
  const deepest = Math.max(1, ...layers.map(layer => layer.length));
  const aside = edges.some(edge => edge.isBack) ? 28 : 0;
  const isDown = layers.length * 132 + (layers.length - 1) * 56 > room;
  const along = isDown
    ? { size: 64, gap: 48 }
    : {
        size: Math.min(176, Math.max(132, (room - (layers.length - 1) * 96) / layers.length)),
        gap: 0,
      };
  if (!isDown)
    along.gap =
      layers.length < 2
        ? 0
        : Math.min(128, Math.max(56, (room - layers.length * along.size) / (layers.length - 1)));
  const across = isDown
    ? { gap: 12, size: Math.min(200, Math.max(96, (room - aside - (deepest - 1) * 12) / deepest)) }
    : { gap: 20, size: 64 };
  const length = layers.length * along.size + (layers.length - 1) * along.gap;
  const breadth = deepest * across.size + (deepest - 1) * across.gap;
  const centres = new Map();
  layers.forEach((layer, at) => {
    const begin = (breadth - layer.length * across.size - (layer.length - 1) * across.gap) / 2;
    layer.forEach((one, index) =>
      centres.set(one, [
        at * (along.size + along.gap) + along.size / 2,
        begin + index * (across.size + across.gap) + across.size / 2,
      ]),
    );
  });
  const point = ([a, b]) => (isDown ? [b, a] : [a, b]);
  const half = along.size / 2;
  const boxes = new Map(
    ids.map(id => {
      const [x, y] = point(centres.get(id));
      const [width, height] = isDown ? [across.size, along.size] : [along.size, across.size];
      return [id, { x: x - width / 2, y: y - height / 2, width, height }];
    }),
  );
  const drawn = edges.map(edge => ({
    ...edge,
    ...(edge.isBack
      ? wayBack(edge, centres, half, breadth, point)
      : way(edge, centres, half, point)),
  }));
  const [width, height] = isDown ? [breadth + aside, length] : [length, breadth + aside];
  return { width, height, isDown, boxes, edges: drawn };
}

/** A line through all that an edge passes, and where its label stands. */
function way({ path }, centres, half, point) {
  const stops = path.map(one => centres.get(one));
  const last = stops.length - 1;
  let d = '';
  let label = null;
  for (let at = 0; at < last; at += 1) {
    const from = [stops[at][0] + half, stops[at][1]];
    const to = [stops[at + 1][0] - half - (at + 1 === last ? 5 : 0), stops[at + 1][1]];
    const middle = (from[0] + to[0]) / 2;
    const name = p =>
      point(p)
        .map(one => one.toFixed(1))
        .join(' ');
    d += `${at ? 'L' : 'M'}${name(from)}C${name([middle, from[1]])} ${name([middle, to[1]])} ${name(to)}`;
    label ||= point([middle, from[1] + (to[1] - from[1]) * 0.5]);
  }
  return { d, x: label[0], y: label[1] };
}

/** A line that leads back goes around everything. */
function wayBack({ source, target }, centres, half, breadth, point) {
  const [from, to] = [centres.get(source), centres.get(target)];
  const name = (...p) =>
    point(p)
      .map(one => one.toFixed(1))
      .join(' ');
  const side = breadth + 18;
  const [begin, end] = [from[0] + half * 0.4, to[0] - half * 0.4];
  const d = `M${name(begin, from[1])}L${name(begin, side - 8)}Q${name(begin, side)} ${name(begin - 8, side)}L${name(end + 8, side)}Q${name(end, side)} ${name(end, side - 8)}L${name(end, to[1])}`;
  const [x, y] = point([(begin + end) / 2, side]);
  return { d, x, y };
}
