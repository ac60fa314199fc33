// What an element can be given: attributes, a style, and what it listens to.

/** Which of its siblings an element is. */
export type Key = string | number;
/** `true` is an attribute without a value; null, undefined and false are none. */
export type Attribute = string | number | boolean | null | undefined;

type AttributeName =
  | `aria-${string}`
  | `data-${string}`
  | 'alt'
  | 'autocomplete'
  | 'checked'
  | 'class'
  | 'colspan'
  | 'cx'
  | 'cy'
  | 'd'
  | 'datetime'
  | 'disabled'
  | 'download'
  | 'fill'
  | 'height'
  | 'hidden'
  | 'href'
  | 'id'
  | 'loading'
  | 'marker-end'
  | 'markerHeight'
  | 'markerWidth'
  | 'orient'
  | 'placeholder'
  | 'preserveAspectRatio'
  | 'r'
  | 'refX'
  | 'refY'
  | 'rel'
  | 'role'
  | 'rx'
  | 'scope'
  | 'selected'
  | 'size'
  | 'spellcheck'
  | 'src'
  | 'stroke'
  | 'stroke-width'
  | 'tabindex'
  | 'target'
  | 'text-anchor'
  | 'title'
  | 'type'
  | 'value'
  | 'viewBox'
  | 'width'
  | 'x'
  | 'y';

type Attributes = { readonly [name in AttributeName]?: Attribute };

/** An event at the element `Node` itself. */
type At<Node, Of extends Event> = Of & { readonly target: Node; readonly currentTarget: Node };
type Listener<Node, Of extends Event = Event> = (event: At<Node, Of>) => unknown;

interface Listeners<Node> {
  readonly onclick?: ((event: MouseEvent) => unknown) | undefined;
  readonly onkeydown?: (event: KeyboardEvent) => unknown;
  readonly onsubmit?: (event: SubmitEvent) => unknown;
  readonly oninput?: Listener<Node>;
  readonly onchange?: Listener<Node>;
  readonly onscroll?: Listener<Node>;
  readonly onpointermove?: Listener<Node, PointerEvent>;
  readonly onpointerleave?: Listener<Node, PointerEvent>;
}

interface Own<Node> {
  /** Which of its siblings it is, from one picture to the next. */
  readonly key?: Key | undefined;
  readonly style?: Readonly<Record<string, string>>;
  /** Called when the element has been made. */
  readonly mounted?: (node: Node) => void;
  /** Called when the element has been changed. */
  readonly updated?: (node: Node) => void;
}

/** What any element can be given. */
export type Props<Node = Element> = Attributes & Listeners<Node> & Own<Node>;

/** What an element of this tag can be given. */
export type TagProps<Tag extends string> = Props<
  Tag extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag] : Element
>;
