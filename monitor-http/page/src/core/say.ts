// What the reader is told: words for a screen reader, and notices for everybody.

import { draw } from './draw.ts';
import type { Child } from './picture.ts';

export type NoticeKind = 'good' | 'warn' | 'bad' | 'busy';

export interface Notice {
  readonly kind: NoticeKind;
  readonly text: string;
  readonly more: Child;
}

/** The notices that nobody has put away, the oldest first. */
export let notices: readonly Notice[] = [];

/** Tells a screen reader. */
export function say(text: string): void {
  const region = document.getElementById('said');
  if (region) region.textContent = text;
}

/** Tells everybody, until it is put away. */
export function notice(kind: NoticeKind, text: string, more: Child = null): void {
  notices = notices
    .filter(other => other.text !== text)
    .slice(-3)
    .concat({ kind, text, more });
  draw();
}

export function putAway(one: Notice): void {
  notices = notices.filter(other => other !== one);
  draw();
}
