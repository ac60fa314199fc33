// Tables that are filtered and sorted by the address.

import { choose, route } from '../core/address.ts';
import { draw } from '../core/draw.ts';
import { count } from '../core/format.ts';
import { h, memo } from '../core/picture.ts';
import type { Child, ElementPicture } from '../core/picture.ts';
import type { Key } from '../core/props.ts';
import { button, empty } from './parts.ts';

const ROWS_AT_ONCE = 100;

/** How many rows of a table are shown, where the reader wanted more. */
const shownRows: Record<string, number> = {};

type Sortable = string | number | null | undefined;

export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  /** What is shown. */
  readonly cell: (row: Row) => Child;
  /** What is sorted and searched by. */
  readonly of?: (row: Row) => Sortable;
  /** Aligns it right and sorts the greatest first. */
  readonly isNumber?: boolean;
  /** Hides it where there is less room. */
  readonly from?: 'roomy' | 'wide' | 'wider' | undefined;
  readonly noSort?: boolean;
}

export interface Filter<Row> {
  readonly id: string;
  readonly title: string;
  /** One or some of a few words, which can be chosen among. */
  readonly of: (row: Row) => string | readonly string[] | null | undefined;
}

export interface Table<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly key: (row: Row) => Key;
  /** The column by which it is sorted by itself; `-` before it: the greatest first. */
  readonly sort?: string;
  readonly filters?: readonly Filter<Row>[];
  /** What is shown if there are no rows. */
  readonly none?: Child;
  /** Query keys begin with it, where one view has several tables. */
  readonly prefix?: string;
  /** What else a row is made of. */
  readonly deps?: (row: Row) => readonly unknown[];
}

/** The key in the address of something that can be chosen in a table. */
type Named = (name: string) => string;

/** A table of rows. */
export function dataTable<Row>({
  caption,
  columns,
  rows,
  key,
  sort,
  filters = [],
  none,
  prefix = '',
  deps = () => [],
}: Table<Row>): Child {
  const named: Named = name => `${prefix}${name}`;
  const given = route.query[named('sort')] || sort || '';
  const [sortId, isDown] = given.startsWith('-') ? [given.slice(1), true] : [given, false];
  const wanted = (route.query[named('q')] || '').trim().toLowerCase();
  const chosen = filters.map(filter => [filter, route.query[named(filter.id)] || ''] as const);
  const searched = columns.flatMap(column => column.of ?? []);
  let left: readonly Row[] = rows.filter(row =>
    chosen.every(([filter, value]) => !value || [filter.of(row)].flat().includes(value)),
  );
  if (wanted)
    left = left.filter(row =>
      searched.some(of =>
        String(of(row) ?? '')
          .toLowerCase()
          .includes(wanted),
      ),
    );
  const by = columns.find(column => column.id === sortId)?.of;
  if (by) left = sorted(left, by, isDown);
  const limit = shownOf(caption, ROWS_AT_ONCE);
  const isLong = rows.length > 8 || wanted || chosen.some(([, value]) => value);
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
            'Nothing matches the filter.',
            button('Show all', () =>
              choose(
                Object.fromEntries([
                  [named('q'), ''],
                  ...filters.map(filter => [named(filter.id), '']),
                ]),
              ),
            ),
          )
        : none || empty('Nothing to show.')
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
              showMore(caption, limit + 500);
            },
          ),
        )
      : null,
  ];
}

/** How many rows are shown under this caption. */
export function shownOf(caption: string, usual: number): number {
  return shownRows[caption] || usual;
}

export function showMore(caption: string, size: number): void {
  shownRows[caption] = size;
  draw();
}

const classOf = <Row>(column: Column<Row>): string | null =>
  [column.isNumber && 'number', column.from].filter(name => name).join(' ') || null;

function headCell<Row>(
  column: Column<Row>,
  sortId: string,
  isDown: boolean,
  named: Named,
): ElementPicture {
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

function bodyRow<Row>(row: Row, columns: readonly Column<Row>[]): ElementPicture {
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

function choiceOf<Row>(
  filter: Filter<Row>,
  value: string,
  rows: readonly Row[],
  named: Named,
): ElementPicture {
  const words = [...new Set(rows.flatMap(row => filter.of(row)))]
    .filter(word => typeof word === 'string')
    .filter(word => word !== '')
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

function sorted<Row>(
  rows: readonly Row[],
  of: (row: Row) => Sortable,
  isDown: boolean,
): readonly Row[] {
  const keyed = rows.map(row => [of(row), row] as const);
  keyed.sort(([a], [b]) => {
    // What has no value is last, whichever way it is sorted.
    if (!isValue(a) || !isValue(b)) return Number(isValue(b)) - Number(isValue(a));
    return (a < b ? -1 : a > b ? 1 : 0) * (isDown ? -1 : 1);
  });
  return keyed.map(([, row]) => row);
}

function isValue(value: Sortable): value is string | number {
  return value !== null && value !== undefined && value !== '' && !Number.isNaN(value);
}
