// Tables that are filtered and sorted by the address.

const ROWS_AT_ONCE = 100;
/** How many rows of a table are shown, where the reader wanted more. */
const shownRows = {};

/**
 * A table of `rows`. A column is `{ id, title, cell, of, isNumber, from, noSort }`: `cell(row)` is
 * what is shown, `of(row)` what is sorted and searched by, `isNumber` aligns it right and sorts the
 * greatest first, `from` hides it where there is less room (`roomy`, `wide`, `wider`).
 *
 * `filters` are `{ id, title, of }`: `of(row)` is one of a few words, which can be chosen among.
 * `sort` is the column by which it is sorted by itself; `-` before it: the greatest first.
 * Query keys begin with `prefix`, where one view has several tables.
 */
function dataTable({
  caption,
  columns,
  rows,
  key,
  sort,
  filters = [],
  none,
  prefix = '',
  search = true,
  deps = () => [],
}) {
  const named = name => `${prefix}${name}`;
  const given = route.query[named('sort')] || sort || '';
  const [sortId, isDown] = given.startsWith('-') ? [given.slice(1), true] : [given, false];
  const wanted = (route.query[named('q')] || '').trim().toLowerCase();
  const chosen = filters.map(filter => [filter, route.query[named(filter.id)] || '']);
  const searched = columns.filter(column => column.of);
  let left = rows.filter(row =>
    chosen.every(([filter, value]) => !value || [].concat(filter.of(row)).includes(value)),
  );
  if (wanted)
    left = left.filter(row =>
      searched.some(column =>
        String(column.of(row) ?? '')
          .toLowerCase()
          .includes(wanted),
      ),
    );
  const by = columns.find(column => column.id === sortId && column.of);
  if (by) left = sorted(left, by.of, isDown);
  const limit = shownRows[caption] || ROWS_AT_ONCE;
  const isLong = search && (rows.length > 8 || wanted || chosen.some(([, value]) => value));
  return [
    isLong
      ? h(
          'div',
          { class: 'filters', role: 'search', 'aria-label': `${caption}: filter` },
          h('input', {
            type: 'search',
            placeholder: 'Filter',
            'aria-label': `Filter ${caption.toLowerCase()}`,
            value: route.query[named('q')] || '',
            oninput: event => choose({ [named('q')]: event.target.value }),
          }),
          chosen.map(([filter, value]) => choiceOf(filter, value, rows, named)),
          h(
            'span',
            { class: 'quiet', role: 'status' },
            left.length === rows.length
              ? count(rows.length)
              : `${count(left.length)} of ${count(rows.length)}`,
          ),
        )
      : null,
    left.length === 0
      ? rows.length
        ? empty(
            'Nothing fits the filter.',
            button('Show all', () =>
              choose(
                Object.fromEntries([
                  [named('q'), ''],
                  ...filters.map(filter => [named(filter.id), '']),
                ]),
              ),
            ),
          )
        : none || empty('There is nothing.')
      : h(
          'div',
          { class: 'scroll' },
          h(
            'table',
            { class: 'data' },
            h('caption', { class: 'unseen' }, caption),
            h(
              'thead',
              null,
              h(
                'tr',
                null,
                columns.map(column => headCell(column, sortId, isDown, named)),
              ),
            ),
            h(
              'tbody',
              null,
              left
                .slice(0, limit)
                .map(row => memo(key(row), [row, ...deps(row)], () => bodyRow(row, columns))),
            ),
          ),
        ),
    left.length > limit
      ? h(
          'p',
          { class: 'more' },
          button(
            `Show ${count(Math.min(500, left.length - limit))} more of ${count(left.length)}`,
            () => {
              shownRows[caption] = limit + 500;
              draw();
            },
          ),
        )
      : null,
  ];
}

const classOf = column =>
  [column.isNumber && 'number', column.from].filter(name => name).join(' ') || null;

function headCell(column, sortId, isDown, named) {
  const isBy = column.id === sortId;
  const props = { scope: 'col', class: classOf(column) };
  if (!column.of || column.noSort) return h('th', { key: column.id, ...props }, column.title);
  const turn = () =>
    choose({
      [named('sort')]:
        isBy === (column.isNumber ? isDown : !isDown) && isBy
          ? `${isDown ? '' : '-'}${column.id}`
          : `${column.isNumber ? '-' : ''}${column.id}`,
    });
  return h(
    'th',
    { key: column.id, ...props, 'aria-sort': isBy ? (isDown ? 'descending' : 'ascending') : null },
    h(
      'button',
      { type: 'button', class: 'sorter', onclick: turn },
      column.title,
      h('span', { class: 'arrow', 'aria-hidden': 'true' }, isBy ? (isDown ? '↓' : '↑') : '↕'),
    ),
  );
}

function bodyRow(row, columns) {
  return h(
    'tr',
    null,
    columns.map((column, at) =>
      h(
        at === 0 ? 'th' : 'td',
        { class: classOf(column), scope: at === 0 ? 'row' : null },
        column.cell(row),
      ),
    ),
  );
}

function choiceOf(filter, value, rows, named) {
  const words = [...new Set(rows.flatMap(row => filter.of(row)))]
    .filter(word => word !== null && word !== undefined && word !== '')
    .sort();
  if (value && !words.includes(value)) words.push(value);
  return h(
    'label',
    { key: filter.id },
    h('span', { class: 'unseen' }, filter.title),
    h(
      'select',
      {
        value,
        onchange: event => choose({ [named(filter.id)]: event.target.value }),
        updated: node => {
          node.value = value;
        },
      },
      h('option', { value: '' }, `${filter.title}: all`),
      words.map(word => h('option', { key: word, value: word, selected: word === value }, word)),
    ),
  );
}

function sorted(rows, of, isDown) {
  const keyed = rows.map(row => [of(row), row]);
  const rank = value =>
    value === null || value === undefined || value === '' || Number.isNaN(value) ? 1 : 0;
  keyed.sort(
    ([a], [b]) =>
      rank(a) - rank(b) || (rank(a) ? 0 : (a < b ? -1 : a > b ? 1 : 0) * (isDown ? -1 : 1)),
  );
  return keyed.map(([, row]) => row);
}
