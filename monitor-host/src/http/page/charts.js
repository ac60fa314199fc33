// Charts, as drawings with a description for who cannot see them.

/** Bars one above the other: lists of equal length, from left to right. */
function bars(title, layers) {
  const count = layers[0].values.length;
  const most = Math.max(1, ...layers[0].values.map((_, at) =>
    layers.reduce((sum, layer) => sum + layer.values[at], 0)));
  const shapes = [];
  for (let at = 0; at < count; at += 1) {
    let top = 60;
    for (const layer of layers) {
      const height = 56 * layer.values[at] / most;
      if (!height) continue;
      top -= height;
      shapes.push(el('svg:rect', { class: layer.kind, x: at * 4 + 0.5, y: top.toFixed(2), width: 3, height: height.toFixed(2), 'stroke-width': 0 }));
    }
  }
  const words = layers.map(layer => `${layer.values.reduce((sum, value) => sum + value, 0)} ${layer.name}`);
  return figure(`${title}: ${words.join(', ')}`, count * 4, shapes);
}

/** A line through values, from left to right. */
function curve(title, values) {
  const most = Math.max(1e-9, ...values);
  const step = 240 / Math.max(1, values.length - 1);
  const points = values.map((value, at) => `${(at * step).toFixed(1)},${(60 - 56 * value / most).toFixed(1)}`);
  return figure(title, 240, [el('svg:polyline', { class: 'busy', points: points.join(' ') })]);
}

function figure(words, width, shapes) {
  const drawing = el('svg:svg', { class: 'chart', viewBox: `0 0 ${width} 61`, preserveAspectRatio: 'none', role: 'img', 'aria-label': words },
    el('svg:line', { class: 'axis', x1: 0, x2: width, y1: 60.5, y2: 60.5 }), shapes);
  return el('figure', {}, drawing, el('figcaption', {}, words));
}
