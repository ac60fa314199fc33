// Painting: the page is changed where it differs from the last pictures.

import { flat } from './picture.ts';
import type { Child, ElementPicture, MemoPicture, Picture } from './picture.ts';
import type { Attribute, Key, Props } from './props.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** What an element looks like now. */
const painted = new WeakMap<Element, Picture[]>();
/** What an element listens to now. */
const heard = new WeakMap<Element, Record<string, unknown>>();

/** Makes the children of `element` look like `list`. */
export function paint(element: Element, list: Child): void {
  const fresh = flat([list], []);
  paintChildren(element, painted.get(element) ?? [], fresh, false);
  painted.set(element, fresh);
}

function create(picture: Picture, inSvg: boolean): Node {
  if (picture.text !== undefined) return (picture.node = document.createTextNode(picture.text));
  if (picture.make) {
    picture.inner = picture.make();
    return (picture.node = createElement(picture.inner, inSvg));
  }
  return createElement(picture, inSvg);
}

function createElement(picture: ElementPicture, inSvg: boolean): Element {
  const { tag, props } = picture;
  const isSvg = inSvg || tag === 'svg';
  const node = isSvg ? document.createElementNS(SVG, tag) : document.createElement(tag);
  picture.node = node;
  for (const child of picture.children) node.append(create(child, isSvg));
  for (const [name, value] of Object.entries(props)) set(node, name, value, undefined);
  if (props.mounted) props.mounted(node);
  return node;
}

/** Whether the element of one picture can become that of the other. */
function isAlike(old: Picture, fresh: Picture): boolean {
  return (
    old.tag === fresh.tag && old.key === fresh.key && Boolean(old.make) === Boolean(fresh.make)
  );
}

/** Makes the element of `old` look like `fresh`, which is alike. */
function change(old: Picture, fresh: Picture, inSvg: boolean): void {
  if (old === fresh) return;
  if (fresh.text !== undefined) {
    if (old.text === undefined) return;
    fresh.node = old.node;
    if (fresh.node && old.text !== fresh.text) fresh.node.data = fresh.text;
  } else if (fresh.make) {
    if (old.make) changeMemo(old, fresh, inSvg);
  } else if (old.tag !== undefined) changeElement(old, fresh, inSvg);
}

function changeMemo(old: MemoPicture, fresh: MemoPicture, inSvg: boolean): void {
  const isSame =
    old.deps.length === fresh.deps.length && old.deps.every((dep, at) => dep === fresh.deps[at]);
  fresh.node = old.node;
  if (isSame) {
    fresh.inner = old.inner;
    return;
  }
  fresh.inner = fresh.make();
  if (old.inner && isAlike(old.inner, fresh.inner)) changeElement(old.inner, fresh.inner, inSvg);
  else old.node?.replaceWith(createElement(fresh.inner, inSvg));
  fresh.node = fresh.inner.node;
}

function changeElement(old: ElementPicture, fresh: ElementPicture, inSvg: boolean): void {
  const { node } = old;
  fresh.node = node;
  if (old === fresh || !node) return;
  const before = old.props as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(before))
    if (!(name in fresh.props)) set(node, name, undefined, before[name]);
  for (const [name, value] of Object.entries(fresh.props)) set(node, name, value, before[name]);
  paintChildren(node, old.children, fresh.children, inSvg || fresh.tag === 'svg');
  if (fresh.props.updated) fresh.props.updated(node);
}

function paintChildren(
  element: Element,
  before: readonly Picture[],
  after: readonly Picture[],
  inSvg: boolean,
): void {
  const areAlike = (old: Picture, fresh: Picture | undefined) => fresh && isAlike(old, fresh);
  if (before.length === after.length && before.every((old, at) => areAlike(old, after[at]))) {
    before.forEach((old, at) => {
      const fresh = after[at];
      if (fresh) change(old, fresh, inSvg);
    });
    return;
  }
  const keyed = new Map<Key, Picture>();
  const loose: Picture[] = [];
  for (const old of before)
    if (old.key !== undefined) keyed.set(old.key, old);
    else loose.push(old);
  const gone = new Set(before);
  let next = 0;
  for (const fresh of after) {
    const old = fresh.key === undefined ? loose[next++] : keyed.get(fresh.key);
    if (old && gone.has(old) && isAlike(old, fresh)) {
      gone.delete(old);
      change(old, fresh, inSvg);
    } else create(fresh, inSvg);
  }
  for (const old of gone) old.node?.remove();
  let place = element.firstChild;
  for (const { node } of after) {
    if (node && node === place) place = place.nextSibling;
    else if (node) element.insertBefore(node, place);
  }
}

function set(node: Element, name: string, value: unknown, old: unknown): void {
  if (value === old && name !== 'value') return;
  if (name === 'key' || name === 'mounted' || name === 'updated') return;
  if (name.startsWith('on')) listen(node, name.slice(2), value);
  else if (name === 'style') setStyle(node, value as Props['style'], old as Props['style']);
  else if (name === 'value' && 'value' in node) {
    const text = value === null || value === undefined ? '' : String(value);
    if (node.value !== text) node.value = text;
  } else if (name === 'checked' && 'checked' in node) node.checked = Boolean(value);
  else setAttribute(node, name, value as Attribute);
}

/** One listener for each kind of event: it calls what is to be called now. */
function listen(node: Element, type: string, listener: unknown): void {
  const listeners = heard.get(node) ?? {};
  heard.set(node, listeners);
  if (!(type in listeners)) {
    node.addEventListener(type, event => {
      const called = listeners[type];
      if (typeof called === 'function') called(event);
    });
  }
  listeners[type] = listener;
}

function setStyle(node: Element, style: Props['style'], old: Props['style']): void {
  if (!(node instanceof HTMLElement || node instanceof SVGElement)) return;
  for (const key of Object.keys(old ?? {}))
    if (!style || !(key in style)) node.style.removeProperty(key);
  for (const [key, value] of Object.entries(style ?? {}))
    if (!old || old[key] !== value) node.style.setProperty(key, value);
}

function setAttribute(node: Element, name: string, value: Attribute): void {
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? '' : String(value));
}
