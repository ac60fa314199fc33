// Pictures of elements, and how the page is made to look like them.
//
// `h` makes a picture, `paint` changes the page where it differs from the last one. Whatever comes
// from outside is a text node or an attribute: nothing is ever parsed as HTML. What takes no part
// (null, false) keeps its place, so that what stands behind it stays the same element.

const SVG = 'http://www.w3.org/2000/svg';
const NO_PROPS = Object.freeze({});

/** A picture of an element. Children may be pictures, texts, numbers, or lists of these. */
function h(tag, props, ...children) {
  return {
    tag,
    props: props || NO_PROPS,
    key: props ? props.key : undefined,
    children: flat(children, []),
    node: null,
  };
}

/** A picture that is made again only if one of `deps` is another one. */
function memo(key, deps, make) {
  return { make, deps, key, inner: null, node: null };
}

function flat(list, into) {
  for (const child of list) {
    if (Array.isArray(child)) flat(child, into);
    else if (child !== null && typeof child === 'object') into.push(child);
    else
      into.push({
        text:
          child === null || child === undefined || typeof child === 'boolean' ? '' : String(child),
        node: null,
      });
  }
  return into;
}

/** Makes the children of `element` look like `list`. */
function paint(element, list) {
  const fresh = flat([list], []);
  children(element, element.painted || [], fresh, false);
  element.painted = fresh;
}

function create(picture, inSvg) {
  if (picture.text !== undefined) picture.node = document.createTextNode(picture.text);
  else if (picture.make) {
    picture.inner = picture.make();
    picture.node = create(picture.inner, inSvg);
  } else {
    const { tag, props } = picture;
    const isSvg = inSvg || tag === 'svg';
    const node = isSvg ? document.createElementNS(SVG, tag) : document.createElement(tag);
    picture.node = node;
    for (const child of picture.children) node.append(create(child, isSvg));
    for (const name of Object.keys(props)) set(node, name, props[name], undefined);
    if (props.mounted) props.mounted(node);
  }
  return picture.node;
}

/** Whether the element of one picture can become that of the other. */
function isAlike(old, fresh) {
  return (
    old.tag === fresh.tag && old.key === fresh.key && Boolean(old.make) === Boolean(fresh.make)
  );
}

function change(old, fresh, inSvg) {
  if (old === fresh) return;
  fresh.node = old.node;
  if (fresh.text !== undefined) {
    if (old.text !== fresh.text) old.node.data = fresh.text;
  } else if (fresh.make) {
    const isSame =
      old.deps.length === fresh.deps.length && old.deps.every((dep, at) => dep === fresh.deps[at]);
    fresh.inner = isSame ? old.inner : fresh.make();
    if (isSame) return;
    if (isAlike(old.inner, fresh.inner)) change(old.inner, fresh.inner, inSvg);
    else old.node.replaceWith(create(fresh.inner, inSvg));
    fresh.node = fresh.inner.node;
  } else {
    const { node, props } = old;
    for (const name of Object.keys(props))
      if (!(name in fresh.props)) set(node, name, undefined, props[name]);
    for (const name of Object.keys(fresh.props)) set(node, name, fresh.props[name], props[name]);
    children(node, old.children, fresh.children, inSvg || fresh.tag === 'svg');
    if (fresh.props.updated) fresh.props.updated(node);
  }
}

function children(element, before, after, inSvg) {
  if (before.length === after.length && before.every((old, at) => isAlike(old, after[at]))) {
    after.forEach((fresh, at) => change(before[at], fresh, inSvg));
    return;
  }
  const keyed = new Map();
  const loose = [];
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
  for (const old of gone) old.node.remove();
  let place = element.firstChild;
  for (const { node } of after) {
    if (node === place) place = place.nextSibling;
    else element.insertBefore(node, place);
  }
}

function set(node, name, value, old) {
  if (value === old && name !== 'value') return;
  if (name === 'key' || name === 'mounted' || name === 'updated') return;
  if (name.startsWith('on')) {
    const type = name.slice(2);
    node.heard ||= {};
    if (!(type in node.heard))
      node.addEventListener(type, event => node.heard[type] && node.heard[type](event));
    node.heard[type] = value;
  } else if (name === 'style') {
    for (const key of Object.keys(old || {}))
      if (!value || !(key in value)) node.style.removeProperty(key);
    for (const [key, one] of Object.entries(value || {}))
      if (!old || old[key] !== one) node.style.setProperty(key, one);
  } else if (name === 'value' && 'value' in node) {
    const text = value === null || value === undefined ? '' : String(value);
    if (node.value !== text) node.value = text;
  } else if (name === 'checked') node.checked = Boolean(value);
  else if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? '' : value);
}
