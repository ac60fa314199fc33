// The sections of a run: bars, figures, messages, plots and log.

import { bytes, count, isNumber, many, percent, roughly } from '../../core/format.ts';
import { h } from '../../core/picture.ts';
import type { Child, ElementPicture } from '../../core/picture.ts';
import { clock } from '../../core/times.ts';
import { ask } from '../../live/ask.ts';
import type { Format } from '../../parts/chart.ts';
import { timeChart } from '../../parts/lines.ts';
import type { Point } from '../../parts/lines.ts';
import { progressBar, section, waiting } from '../../parts/parts.ts';
import { sign } from '../../parts/state.ts';
import type { Kind } from '../../told/kind.ts';
import type { LogPart, RunStatus, RunSummary, Series, SeriesPoint } from '../../told/runs.ts';

let isFollowing = true;

export function runBars({ bars: list }: RunStatus): Child {
  if (!list || !list.length) return null;
  const shown = list
    .slice()
    .sort(
      (a, b) => (a.state === 'running' ? 0 : 1) - (b.state === 'running' ? 0 : 1) || b.id - a.id,
    )
    .slice(0, 12);
  return section(
    'Bars',
    {},
    h(
      'ul',
      { class: 'plainlist' },
      shown.map(bar =>
        h(
          'li',
          { key: bar.id },
          h(
            'div',
            { class: 'line' },
            h('span', { class: 'strong clip' }, bar.desc || 'without a name'),
            h(
              'span',
              { class: 'push figure' },
              `${count(bar.done)}${bar.total ? ` of ${count(bar.total)}` : ''}`,
            ),
          ),
          progressBar(bar.percent, bar.desc, bar.state === 'running' ? 'busy' : 'good'),
          h(
            'p',
            { class: 'quiet' },
            [
              rateWords(bar.rate_per_second),
              bar.eta && bar.state === 'running' ? `${roughly(bar.eta.remaining_s)} left` : '',
              bar.round > 0 ? `round ${bar.round + 1}` : '',
            ]
              .filter(text => text)
              .join(' · '),
          ),
        ),
      ),
    ),
  );
}

function rateWords(rate: number | null): string {
  return isNumber(rate) ? `${rate >= 1 ? rate.toFixed(1) : rate.toPrecision(2)} a second` : '';
}

export function runSeries({ series = {} }: RunStatus): Child {
  const all = Object.entries(series);
  if (!all.length) return null;
  const format = (name: string): Format =>
    /bytes/.test(name)
      ? bytes
      : /percent/.test(name)
        ? value => percent(value)
        : value => digits(value, 4);
  return section(
    'Figures',
    {},
    all.slice(0, 12).map(([name, one]) => {
      const points = seriesPoints(one);
      return timeChart(name.replaceAll('_', ' '), [{ name, kind: 'busy', points }], {
        format: format(name),
        at: x => digits(x, 6),
        from: digits(points[0]?.[0], 4),
        to: digits(points.at(-1)?.[0], 4),
      });
    }),
  );
}

/** A number in so many digits; nothing if there is none. */
function digits(value: number | undefined, most: number): string {
  return value === undefined ? '' : Number(value.toPrecision(most)).toString();
}

/** The points of a series, in whichever of its forms the run has written it. */
function seriesPoints(one: Series): readonly Point[] {
  const list: readonly SeriesPoint[] = 'points' in one ? one.points : one;
  return list
    .map((point): Point => ('x' in point ? [point.x, point.y] : point))
    .filter(([x, y]) => isNumber(x) && isNumber(y));
}

export function runMessages({ messages, errors }: RunStatus): Child {
  if (!messages || !messages.length) return null;
  const kind: Readonly<Partial<Record<string, Kind>>> = { error: 'bad', warning: 'warn' };
  const shown = messages.slice(-15).reverse();
  return section(
    'Messages',
    {
      aside:
        errors && errors.length ? h('span', { class: 'bad' }, many(errors.length, 'error')) : null,
    },
    h(
      'ul',
      { class: 'plainlist tight' },
      shown.map((one, at) =>
        h(
          'li',
          { key: `${one.timestamp} ${messages.length - at}`, class: 'trouble' },
          sign(kind[one.level] || 'idle'),
          h(
            'p',
            null,
            h(
              'span',
              { class: 'quiet' },
              clock(one.timestamp),
              ' ',
              one.level === 'info' ? '' : one.level || '',
            ),
            ' ',
            one.message,
          ),
        ),
      ),
    ),
  );
}

export function runPlots(path: string, { plots }: RunStatus): Child {
  if (!plots || !plots.length) return null;
  return section(
    'Plots',
    {},
    h(
      'div',
      { class: 'plots' },
      plots
        .slice(-12)
        .reverse()
        .map(plot => {
          const { file: name, timestamp } = typeof plot === 'string' ? { file: plot } : plot;
          const at = timestamp ? `?at=${encodeURIComponent(timestamp)}` : '';
          const address = `${path}/plots/${encodeURIComponent(name)}${at}`;
          return h(
            'figure',
            { key: name },
            h(
              'a',
              { href: address, target: '_blank', rel: 'noopener' },
              h('img', { src: address, alt: `Plot ${name}`, loading: 'lazy' }),
            ),
            h('figcaption', { class: 'quiet' }, name),
          );
        }),
    ),
  );
}

export function runLog(path: string, run: RunSummary): ElementPicture {
  const log = ask<LogPart>(`${path}/log?max=32768`, run.seq);
  const follow = (node: Element) => {
    if (isFollowing) node.scrollTop = node.scrollHeight;
  };
  return section(
    'Log',
    { aside: h('a', { href: `${path}/log?max=1048576` }, 'More of it') },
    log.value
      ? h(
          'pre',
          {
            class: 'log',
            tabindex: '0',
            role: 'region',
            'aria-label': 'The end of the log',
            mounted: follow,
            updated: follow,
            onscroll: event => {
              const node = event.target;
              isFollowing = node.scrollTop + node.clientHeight >= node.scrollHeight - 8;
            },
          },
          log.value.text,
        )
      : log.error
        ? h('p', { class: 'quiet' }, log.error.status === 404 ? 'No log.' : log.error.message)
        : waiting(),
  );
}
