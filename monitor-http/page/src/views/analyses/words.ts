// How states of analyses, and what they wait for, are shown.

import { href } from '../../core/address.ts';
import { h } from '../../core/picture.ts';
import type { Child, ElementPicture } from '../../core/picture.ts';
import { ago } from '../../core/times.ts';
import { state } from '../../parts/state.ts';
import type { Kind } from '../../told/kind.ts';
import type { Awaits } from '../../told/analyses.ts';

/** What a state means at a glance. */
const ANALYSIS_KINDS: Readonly<Partial<Record<string, Kind>>> = {
  ready: 'idle',
  wait: 'idle',
  manual: 'idle',
  queued: 'idle',
  cancelled: 'idle',
  stopped: 'idle',
  submitting: 'busy',
  running: 'busy',
  processing: 'busy',
  uploading: 'busy',
  restart: 'busy',
  suspended: 'held',
  held: 'held',
  lost: 'warn',
  review: 'warn',
  stop: 'warn',
  stopping: 'warn',
  finished: 'good',
  uploaded: 'good',
  complete: 'good',
  reviewed: 'good',
  review_failed: 'bad',
  stuck: 'bad',
  failed: 'bad',
};

/** The groups that a reader looks for, in that order. */
export type AnalysisGroup = readonly [title: string, states: string];

export const ANALYSIS_GROUPS: readonly AnalysisGroup[] = [
  ['Needs a person', 'stuck failed review review_failed held lost manual'],
  ['Under way', 'submitting queued running suspended processing uploading stop stopping restart'],
  ['To come', 'ready wait'],
  ['Done', 'finished reviewed uploaded complete stopped cancelled'],
];

export const analysisState = (word: string): ElementPicture =>
  state(word, ANALYSIS_KINDS[word] || 'idle');

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
