// The parts that views are made of.

import { choose, route } from '../core/address.ts';
import { h } from '../core/picture.ts';
import type { Child, ElementPicture } from '../core/picture.ts';
import type { TagProps } from '../core/props.ts';
import type { Failure } from '../live/request.ts';
import { sign } from './state.ts';
import type { Kind } from '../told/kind.ts';

/** A part of a view with a heading of its own. */
export function section(
  title: string,
  { aside, key, class: name }: { aside?: Child; key?: string; class?: string },
  ...content: Child[]
): ElementPicture {
  const id = `s-${(key || title).toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;
  return h(
    'section',
    { key: key ?? id, class: `card ${name || ''}`, 'aria-labelledby': id },
    h('div', { class: 'head' }, h('h2', { id }, title), aside),
    content,
  );
}

/** A figure: `[name, value, kind, hint]`; a kind colours it, where it is not 0. */
export type Tile = readonly [name: string, value: Child, kind?: Kind | null, hint?: string];

export function tiles(list: readonly (Tile | null)[]): ElementPicture {
  return h(
    'dl',
    { class: 'tiles' },
    list
      .filter(one => one !== null)
      .map(([name, value, kind, hint]) =>
        h(
          'div',
          { key: name, class: kind || null, title: hint },
          h('dt', null, kind ? sign(kind) : null, name),
          h('dd', null, value),
        ),
      ),
  );
}

/** A fact about one thing: `[name, value]`; it is left out if it has no value. */
export type Fact = readonly [name: string, value: Child];

export function facts(list: readonly Fact[]): ElementPicture {
  const known = list.filter(
    ([, value]) => value !== null && value !== undefined && value !== '' && value !== '–',
  );
  return h(
    'dl',
    { class: 'facts' },
    known.map(([name, value]) =>
      h('div', { key: name }, h('dt', null, name), h('dd', null, value)),
    ),
  );
}

/** Nothing is there, and what to do about it. */
export function empty(text: string, ...more: Child[]): ElementPicture {
  return h('div', { class: 'empty' }, h('p', null, text), more.length ? h('p', null, more) : null);
}

/** What was asked for did not come. */
export function failed(what: string, error: Failure): ElementPicture {
  return h(
    'div',
    { class: 'note bad' },
    sign('bad'),
    ' ',
    `${what}: ${error.message}. `,
    error.status === 404
      ? 'Only the newest jobs are kept; this one may have been removed.'
      : 'This is tried again at the next change.',
  );
}

export const waiting = (): ElementPicture => h('p', { class: 'waiting' }, 'Loading …');

export function progressBar(
  value: number | null | undefined,
  name: string,
  kind: Kind = 'busy',
): ElementPicture {
  const whole = Math.max(0, Math.min(100, value || 0));
  return h(
    'div',
    {
      class: `progress ${kind}`,
      role: 'progressbar',
      'aria-label': name,
      'aria-valuemin': 0,
      'aria-valuemax': 100,
      'aria-valuenow': Math.round(whole),
    },
    h('i', { style: { width: `${whole.toFixed(2)}%` } }),
  );
}

export function button(
  text: string,
  onclick: () => unknown,
  props: TagProps<'button'> = {},
): ElementPicture {
  return h('button', { type: 'button', onclick, ...props }, text);
}

/** What can be chosen: in the address it is the value. */
export type Choice = readonly [value: string, words: string];

/** One of several, in the address under `key`; the first is what it is by itself. */
export function choices(key: string, name: string, list: readonly Choice[]): ElementPicture {
  const usual = list[0]?.[0];
  const chosen = route.query[key] || usual;
  return h(
    'div',
    { class: 'choices', role: 'group', 'aria-label': name },
    list.map(([value, words]) =>
      h(
        'button',
        {
          key: value,
          type: 'button',
          'aria-pressed': String(value === chosen),
          onclick: () => choose({ [key]: value === usual ? '' : value }),
        },
        words,
      ),
    ),
  );
}

/** Labels of something. */
export const tagList = (tags: readonly string[]): ElementPicture =>
  h(
    'span',
    { class: 'tags' },
    tags.map(tag => h('span', { key: tag, class: 'tag' }, tag)),
  );
