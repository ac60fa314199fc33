'use strict';
(() => {
  const quantities = JSON.parse(document.getElementById('data').textContent);
  const end = quantities.end;
  const digits = (n, most) => n.toLocaleString('en', { maximumFractionDigits: most });
  const bytes = (n) => {
    let unit = 0;
    while (n >= 1023.95 && unit < 5) {
      n /= 1024;
      unit += 1;
    }
    return (
      digits(n, unit && n < 100 ? 1 : 0) + ' ' + ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'][unit]
    );
  };
  const write = {
    percent: (n) => digits(n, n < 100 ? 1 : 0) + ' %',
    bytes,
    rate: (n) => bytes(n) + '/s',
    count: (n) => digits(n, 0),
  };
  const time = (t) =>
    t < 1
      ? digits(t * 1000, end < 0.1 ? 2 : 0) + ' ms'
      : t < 120
        ? digits(t, end < 20 ? 3 : 2) + ' s'
        : Math.floor(t / 60) + ' min ' + Math.floor(t % 60) + ' s';
  const charts = [...document.querySelectorAll('.chart')].map((figure, index) => ({
    ...quantities.charts[index],
    title: figure.querySelector('h2').textContent,
    plot: figure.querySelector('.plot'),
    cross: figure.querySelector('.cross'),
    values: [...figure.querySelectorAll('.value')].map((span) => ({
      span,
      rest: span.textContent,
    })),
  }));
  const live = document.getElementById('live');

  // The point that says what was at a time: the next one where a value holds backwards, else the nearest.
  const find = (times, t, steps) => {
    let low = 0;
    let high = times.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] < t) low = middle + 1;
      else high = middle;
    }
    return !steps && low > 0 && t - times[low - 1] < times[low] - t ? low - 1 : low;
  };
  let at = null;
  const show = (t, aloud) => {
    at = Math.min(Math.max(t, 0), end);
    const place = end > 0 ? (at / end) * 100 : 0;
    for (const chart of charts) {
      const [line, text] = chart.cross.children;
      line.setAttribute('x1', place + '%');
      line.setAttribute('x2', place + '%');
      text.setAttribute('x', place + '%');
      text.setAttribute('dx', place > 50 ? -5 : 5);
      text.setAttribute('text-anchor', place > 50 ? 'end' : 'start');
      text.textContent = time(at);
      chart.cross.setAttribute('visibility', 'visible');
      chart.values.forEach(({ span }, index) => {
        const { t: times, v: values } = chart.series[index];
        if (times.length)
          span.textContent = write[chart.unit](values[find(times, at, chart.steps)]);
      });
    }
    if (aloud) {
      live.textContent =
        time(at) +
        ': ' +
        aloud.title +
        ' ' +
        aloud.values.map(({ span }) => span.textContent).join(', ');
    }
  };
  const hide = () => {
    at = null;
    for (const chart of charts) {
      chart.cross.setAttribute('visibility', 'hidden');
      chart.values.forEach(({ span, rest }) => {
        span.textContent = rest;
      });
    }
  };
  for (const chart of charts) {
    const { plot } = chart;
    const follow = (event) => {
      const box = plot.getBoundingClientRect();
      show(((event.clientX - box.left) / box.width) * end);
    };
    plot.addEventListener('pointermove', follow);
    plot.addEventListener('pointerdown', follow);
    plot.addEventListener('pointerleave', hide);
    plot.addEventListener('blur', hide);
    plot.addEventListener('keydown', (event) => {
      const step = (end / 100) * (event.shiftKey ? 10 : 1);
      const to = { ArrowLeft: (at ?? end) - step, ArrowRight: (at ?? 0) + step, Home: 0, End: end }[
        event.key
      ];
      if (event.key === 'Escape') hide();
      if (to === undefined) return;
      event.preventDefault();
      show(to, chart);
    });
  }
})();
