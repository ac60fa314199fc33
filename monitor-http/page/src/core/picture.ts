// Pictures of elements: what a view returns, and what `paint` makes the page look like.
//
// Whatever comes from outside is a text node or an attribute: nothing is ever parsed as HTML. What
// takes no part (null, false) keeps its place, so that what stands behind it stays the same element.

import type { Key, Props, TagProps } from './props.ts';

export type Child = Picture | string | number | boolean | null | undefined | readonly Child[];
/** One of the three kinds; each names what the others have, so that all can be compared. */
export type Picture = TextPicture | ElementPicture | MemoPicture;

export interface TextPicture {
  readonly text: string;
  readonly tag?: undefined;
  readonly make?: undefined;
  readonly key?: undefined;
  node: Text | null;
}

export interface ElementPicture {
  readonly text?: undefined;
  readonly tag: string;
  readonly make?: undefined;
  readonly key: Key | undefined;
  readonly props: Props;
  readonly children: readonly Picture[];
  node: Element | null;
}

export interface MemoPicture {
  readonly text?: undefined;
  readonly tag?: undefined;
  readonly make: () => ElementPicture;
  readonly key: Key;
  readonly deps: readonly unknown[];
  inner: ElementPicture | null;
  node: Element | null;
}

const NO_PROPS: Props = Object.freeze({});

/** A picture of an element. Children may be pictures, texts, numbers, or lists of these. */
export function h<Tag extends string>(
  tag: Tag,
  props: TagProps<Tag> | null,
  ...children: Child[]
): ElementPicture {
  return {
    tag,
    // What is listened to is given the element of this tag, and no other.
    props: (props as Props | null) ?? NO_PROPS,
    key: props?.key,
    children: flat(children, []),
    node: null,
  };
}

/** A picture that is made again only if one of `deps` is another one. */
export function memo(key: Key, deps: readonly unknown[], make: () => ElementPicture): MemoPicture {
  return { make, deps, key, inner: null, node: null };
}

/** The pictures in a list of lists, one behind the other. */
export function flat(list: readonly Child[], into: Picture[]): Picture[] {
  for (const child of list) {
    if (isList(child)) flat(child, into);
    else if (child !== null && typeof child === 'object') into.push(child);
    else into.push({ text: textOf(child), node: null });
  }
  return into;
}

function isList(child: Child): child is readonly Child[] {
  return Array.isArray(child);
}

function textOf(child: string | number | boolean | null | undefined): string {
  return child === null || child === undefined || typeof child === 'boolean' ? '' : String(child);
}
