// Charts as drawings, each with a sentence for who cannot see it. Shapes are stretched to the width
// there is; texts stand beside them, so that they are not.

const HEIGHT = 100;
const WIDTH = 1000;

/**
 * Bars one above the other, oldest left: `layers` are `{ name, kind, values }` of equal length.
 * `at(index)` says in words which bar it is.
 */
function bars(
  title,
  layers,
  { at = index => String(index), from = '', to = 'now', format = count } = {},
) {
  const size = layers[0] ? layers[0].values.length : 0;
  const sums = Array.from({ length: size }, (_, index) =>
    layers.reduce((sum, layer) => sum + layer.values[index], 0),
  );
  const most = nice(Math.max(1, ...sums));
  const step = WIDTH / Math.max(1, size);
  const floors = new Array(size).fill(HEIGHT);
  const shapes = layers.map(layer =>
    h('path', {
      key: layer.name,
      class: `fill ${layer.kind}`,
      d: layer.values
        .map((value, index) => {
          if (!value) return '';
          const height = (HEIGHT * value) / most;
          floors[index] -= height;
          return `M${(index * step + step * 0.12).toFixed(1)} ${floors[index].toFixed(2)}h${(step * 0.76).toFixed(1)}v${height.toFixed(2)}h-${(step * 0.76).toFixed(1)}z`;
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

/**
 * Lines over time: `lines` are `{ name, kind, points: [[x, y], …] }`, sorted by x. `format` says a y
 * in words, `at` an x. The highest line is filled below, if there is one line only.
 */
function timeChart(
  title,
  lines,
  { format = count, at = String, from = '', to = 'now', least = 0, words = '', range } = {},
) {
  const all = lines.flatMap(line => line.points);
  const most = nice(Math.max(least, 1e-9, ...all.map(([, y]) => y)));
  const low = range ? range[0] : Math.min(...all.map(([x]) => x));
  const high = range ? range[1] : Math.max(...all.map(([x]) => x));
  const x = value => (((value - low) / Math.max(1e-9, high - low)) * WIDTH).toFixed(1);
  const y = value => (HEIGHT - (HEIGHT * value) / most).toFixed(2);
  const shapes = lines.flatMap(line => {
    const points = thinned(line.points, 500);
    if (!points.length) return [];
    const d = points.map(([px, py], index) => `${index ? 'L' : 'M'}${x(px)} ${y(py)}`).join('');
    const under =
      lines.length === 1
        ? h('path', {
            key: `${line.name} under`,
            class: `under ${line.kind}`,
            d: `${d}L${x(points.at(-1)[0])} ${HEIGHT}L${x(points[0][0])} ${HEIGHT}z`,
          })
        : null;
    return [under, h('path', { key: line.name, class: `stroke ${line.kind}`, d })];
  });
  const sentence =
    words ||
    lines
      .map(
        line =>
          `${line.name}${line.points.length ? ` at most ${format(Math.max(...line.points.map(([, value]) => value)))}` : ''}`,
      )
      .join(', ');
  return figure({
    title,
    words: sentence,
    layers: lines,
    shapes,
    most,
    format,
    from,
    to,
    tip: share => {
      const wanted = low + share * (high - low);
      const nearest = line =>
        line.points.reduce(
          (best, point) =>
            Math.abs(point[0] - wanted) < Math.abs(best[0] - wanted) ? point : best,
          line.points[0] || [NaN, NaN],
        );
      const first = lines.find(line => line.points.length);
      return first
        ? [
            at(nearest(first)[0]),
            ...lines
              .filter(line => line.points.length)
              .map(line => `${line.name} ${format(nearest(line)[1])}`),
          ]
        : [];
    },
  });
}

/** Dots over time: `groups` are `{ name, kind, points: [[milliseconds, y], …] }`. */
function dotChart(title, groups, { format = count } = {}) {
  const all = groups.flatMap(group => group.points);
  const low = Math.min(now() - 60_000, ...all.map(([x]) => x));
  const high = Math.max(now(), ...all.map(([x]) => x));
  const most = nice(Math.max(1e-3, ...all.map(([, y]) => y)));
  const d = points =>
    points
      .map(
        ([x, y]) =>
          `M${(((x - low) / (high - low)) * WIDTH).toFixed(1)} ${(HEIGHT - 2 - ((HEIGHT - 4) * y) / most).toFixed(1)}h0`,
      )
      .join('');
  const shapes = groups.map(group =>
    h('path', { key: group.name, class: `dots ${group.kind}`, d: d(group.points) }),
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
        .flatMap(group => group.points.map(point => [group.name, ...point]))
        .reduce(
          (best, one) =>
            !best || Math.abs(one[1] - wanted) < Math.abs(best[1] - wanted) ? one : best,
          null,
        );
      return near ? [agoText(near[1]), `${near[0]} after ${format(near[2])}`] : [];
    },
  });
}

/** So many points that more would not be seen: of each bunch the least and the greatest. */
function thinned(points, most) {
  if (points.length <= most * 2) return points;
  const bunch = Math.ceil(points.length / most);
  const kept = [];
  for (let start = 0; start < points.length; start += bunch) {
    const part = points.slice(start, start + bunch);
    const [low, high] = part.reduce(
      ([a, b], point) => [point[1] < a[1] ? point : a, point[1] > b[1] ? point : b],
      [part[0], part[0]],
    );
    kept.push(...(low[0] < high[0] ? [low, high] : low === high ? [low] : [high, low]));
  }
  return kept;
}

/** The next number that is easy to read. */
function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return (
    [1, 1.5, 2, 3, 5, 8, 10].map(step => step * power).find(step => step >= value * 0.999) || value
  );
}

function figure({ title, words, layers, shapes, most, format, from, to, tip }) {
  const move = event => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = Math.max(0, Math.min(0.9999, (event.clientX - box.left) / box.width));
    const shown = event.currentTarget.querySelector('.tip');
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
          event.currentTarget.querySelector('.tip').hidden = true;
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
