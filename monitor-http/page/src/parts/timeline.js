// A timeline: one lane a row, spans and marks on it.

const LANES_AT_ONCE = 60;

/**
 * `lanes` are `{ name, spans, marks, indent }`; a span is `{ from, to, kind, name, isOpen }`, a mark
 * `{ at, kind, title }`, times in milliseconds.
 */
function timeline(title, lanes) {
  const spans = lanes.flatMap(lane => lane.spans);
  const low = Math.min(...spans.map(span => span.from));
  const high = Math.max(low + 1, ...spans.map(span => span.to));
  const share = at => `${(((at - low) / (high - low)) * 100).toFixed(3)}%`;
  const limit = shownRows[title] || LANES_AT_ONCE;
  const words = span =>
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
            (lane.marks || [])
              .slice(0, 100)
              .map((mark, number) =>
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
            lane.spans.length === 1
              ? duration((lane.spans[0].to - lane.spans[0].from) / 1000)
              : duration(lane.spans.reduce((sum, span) => sum + span.to - span.from, 0) / 1000),
          ),
        ),
      ),
    ),
    lanes.length > limit
      ? h(
          'p',
          { class: 'more' },
          button(`Show all ${count(lanes.length)}`, () => {
            shownRows[title] = lanes.length;
            draw();
          }),
        )
      : null,
  );
}
