// What a view is.
//
// HOW A VIEW JOINS
//
// A view is a `View` in a file of its own in `views/` (what belongs to it, one idea a file, is in a
// folder of its name beside that), with its style in `style/` if the parts that there are do not do.
// `views.ts` lists it: then it is in the navigation.
//
// - `show` is called once a frame at most, whenever something may have changed. It reads `docs` (the
//   documents of the stream by name: `docs.status`, absent until they come) and `route` (`rest`, the
//   words behind the view's name, and `query`), and returns pictures made by `h`. It has no effects.
// - A document is a `Feed::document` of the host; its name is its topic, and what it has in it is a
//   type in `told/`. Where there is no stream, `POLLED` says what is asked for instead.
// - What is beside the stream: `ask(path, version)` is the answer, at once, from the last time, and
//   asked again when `version` changes. What changes something: `command(what, method, path, body)`
//   says what came of it. Paths are relative: the page may be anywhere.
// - What the reader chooses is in the address: links by `href`, `choose({ key: value })` for filters
//   and tabs, `go` after a command. What is not worth sharing is in variables of the view; call
//   `draw()` after changing them.
// - Whatever comes from outside is a child or an attribute of `h`. Lists that change have a `key`.
//   Rows of long tables are `memo`s: `dataTable` does that.
// - Parts: `section`, `tiles`, `state` (a word for a state, never colour alone), `empty`, `failed`,
//   `progressBar`, `button`, `dataTable`, `choices`; charts: `timeChart`, `bars`; words:
//   `duration`, `count`, `percent`, `bytes`, `ago`, `clock`. `say` tells a screen reader, `notice`
//   everybody.
// - Imports go down: `views` import `frame`, `parts`, `live`, `core` and `told`, each of these only
//   what comes behind it here; `npm run check` says so.

import type { Child } from '../core/picture.ts';
import type { Topic } from '../live/documents.ts';
import type { Watch } from './bell.ts';

export interface Badge {
  readonly value: string;
  readonly words: string;
  readonly kind?: '' | 'bad';
}

export interface View {
  /** The first word of its address: `#/workers/…?…`. */
  readonly name: string;
  /** In the navigation, and above the view. */
  readonly title: string;
  /** Its place in the navigation. */
  readonly order: number;
  /** Whether this server has it: see `has`. */
  readonly isThere: () => boolean;
  /** Documents of the stream that it needs while it is shown. */
  readonly topics: readonly Topic[];
  /** In the navigation. */
  readonly badge?: () => Badge | null;
  /** What stands above it, if not its title alone: texts, pictures. */
  readonly heading?: () => readonly Child[];
  /** A way back, above the heading. */
  readonly above?: () => Child;
  /** The view. */
  readonly show: () => Child;
  /** When the page begins, whatever is shown. */
  readonly load?: () => void;
  /** When it comes and goes, if it has to know. */
  readonly begin?: () => void;
  readonly end?: () => void;
  /** What the browser tells of a document, if the reader has asked for that. */
  readonly watches?: Watch;
}
