// How states of analyses, and what they wait for, are shown.

import { href } from '../../core/address.ts';
import { h } from '../../core/picture.ts';
import type { Child, ElementPicture } from '../../core/picture.ts';
import { VOCABULARY } from '../../core/server.ts';
import { ago } from '../../core/times.ts';
import { state } from '../../parts/state.ts';
import type { Awaits } from '../../told/analyses.ts';

export const analysisState = (word: string): ElementPicture =>
  state(word, VOCABULARY.analyses?.states[word]);

/** What an analysis waits for, with its key as a link, its state with a sign, and the time from now. */
export function awaitedText({ text, key, state: word, after }: Awaits): Child {
  if (key && text.startsWith(key)) {
    const link = h('a', { href: analysisHref(key) }, key);
    return word && text.endsWith(word)
      ? [link, text.slice(key.length, -word.length), analysisState(word)]
      : [link, text.slice(key.length)];
  }
  return after && text.endsWith(String(after))
    ? [text.slice(0, -String(after).length), ago(after)]
    : text;
}

export const analysisHref = (key: string): string => href('analyses', key.split('/'));
