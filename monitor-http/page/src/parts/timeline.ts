// A timeline: one lane a row, spans and marks on it.

import { count, duration } from '../core/format.ts';
import { h } from '../core/picture.ts';
import type { ElementPicture } from '../core/picture.ts';
import type { Key } from '../core/props.ts';
import { button } from './parts.ts';
import type { Kind } from '../told/kind.ts';
import { showMore, shownOf } from './table.ts';

const LANES_AT_ONCE = 60;

/** Times are in milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly kind: Kind;
  readonly name: string;
  readonly isOpen?: boolean;
}

export interface Mark {
  readonly at: number;
  readonly kind: Kind;
  readonly title: string;
}

export interface Lane {
  readonly key?: Key;
  readonly name: string;
  readonly indent?: number;
  readonly spans: readonly Span[];
  readonly marks?: readonly Mark[];
}

export function timeline(title: string, lanes: readonly Lane[]): ElementPicture {
  const spans = lanes.flatMap(lane => lane.spans);
  const low = Math.min(...spans.map(span => span.from));
  const high = Math.max(low + 1, ...spans.map(span => span.to));
  const share = (at: number) => `${(((at - low) / (high - low)) * 100).toFixed(3)}%`;
  const limit = shownOf(title, LANES_AT_ONCE);
  const words = (span: Span) =>
    `${span.name}: ${duration((span.to - span.from) / 1000)}${span.isOpen ? ' so far' : ''}`;
  return h(
    'figure',
    { class: 'timeline', key: title },
    h(
      'figcaption',
      null,
      h('span', { class: 'name' }, title),
      h('span', { class: 'quiet' }, `${duration((high - low) / 1000)} in all`),
    ),
    h(
      'ol',
      null,
      lanes.slice(0, limit).map((lane, at) =>
        h(
          'li',
          { key: lane.key ?? at },
          h(
            'span',
            {
              class: 'who',
              title: lane.name,
              style: { 'padding-left': `${Math.min(8, lane.indent || 0) * 0.75}rem` },
            },
            lane.name,
          ),
          h(
            'span',
            { class: 'track' },
            lane.spans.map((span, number) =>
              h(
                'span',
                {
                  key: number,
                  class: `span ${span.kind} ${span.isOpen ? 'open' : ''}`,
                  title: words(span),
                  style: { left: share(span.from), width: share(low + span.to - span.from) },
                },
                h('span', { class: 'unseen' }, words(span)),
              ),
            ),
            (lane.marks || []).slice(0, 100).map((mark, number) =>
              h('span', {
                key: `m${number}`,
                class: `mark ${mark.kind}`,
                title: mark.title,
                style: { left: share(mark.at) },
              }),
            ),
          ),
          h(
            'span',
            { class: 'took' },
            duration(lane.spans.reduce((sum, span) => sum + (span.to - span.from), 0) / 1000),
          ),
        ),
      ),
    ),
    lanes.length > limit
      ? h(
          'p',
          { class: 'more' },
          button(`Show all ${count(lanes.length)}`, () => showMore(title, lanes.length)),
        )
      : null,
  );
}
