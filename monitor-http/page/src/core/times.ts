// Times for people, by the clock of the server: how long ago, how long already, what time of day.

import { duration, millis, roughly } from './format.ts';
import type { Moment } from './format.ts';
import { h } from './picture.ts';
import type { Child, ElementPicture } from './picture.ts';

const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** How far the clock of the server is ahead of ours, milliseconds. */
let aheadMs = 0;

/** The clock of the server says `ms` now, milliseconds since 1970. */
export function setNow(ms: number): void {
  aheadMs = ms - Date.now();
}

export const now = (): number => Date.now() + aheadMs;

export function agoText(at: number): string {
  const seconds = (now() - at) / 1000;
  if (seconds < -1.5) return `in ${roughly(-seconds)}`;
  return seconds < 1.5 ? 'now' : `${roughly(seconds)} ago`;
}

/** How long ago that was; the exact time on hover. It goes on by itself. */
export function ago(at: Moment): Child {
  const ms = millis(at);
  if (Number.isNaN(ms)) return '–';
  const show = (node: Node) => {
    node.textContent = agoText(ms);
  };
  return h('time', {
    key: `t${ms}`,
    class: 'ago',
    datetime: new Date(ms).toISOString(),
    title: EXACT.format(ms),
    mounted: show,
  });
}

/** How long something has been going on. It goes on by itself. */
export function since(at: number): ElementPicture {
  const show = (node: Node) => {
    node.textContent = duration(Math.max(0, (now() - at) / 1000));
  };
  return h('time', {
    key: `s${at}`,
    class: 'since',
    'data-at': at,
    datetime: new Date(at).toISOString(),
    title: `since ${EXACT.format(at)}`,
    mounted: show,
  });
}

/** The time of day of something that was today, else the date as well; the exact one on hover. */
export function clock(at: Moment): Child {
  const ms = millis(at);
  if (Number.isNaN(ms)) return '–';
  const date = new Date(ms);
  const isToday = date.toDateString() === new Date(now()).toDateString();
  const text = isToday
    ? date.toLocaleTimeString('en-GB')
    : `${date.toISOString().slice(0, 10)} ${date.toLocaleTimeString('en-GB')}`;
  return h('time', { datetime: date.toISOString(), title: EXACT.format(ms) }, text);
}

/** Lets the times go on that say how long ago something was. */
export function tickTimes(): void {
  for (const node of document.querySelectorAll<HTMLTimeElement>('time.ago')) {
    const text = agoText(Date.parse(node.dateTime));
    if (node.textContent !== text) node.textContent = text;
  }
  for (const node of document.querySelectorAll<HTMLTimeElement>('time.since'))
    node.textContent = duration(Math.max(0, (now() - Number(node.dataset.at)) / 1000));
}
