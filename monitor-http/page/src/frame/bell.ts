// Notices of the browser, when the reader has asked for them: what ended, what failed, what is lost.

import { go } from '../core/address.ts';
import { draw } from '../core/draw.ts';
import { remember, remembered } from '../core/memory.ts';
import { h } from '../core/picture.ts';
import type { Child } from '../core/picture.ts';
import { notice, say } from '../core/say.ts';
import { docs } from '../live/documents.ts';
import type { DocumentName, Documents } from '../live/documents.ts';
import { isTeller } from '../live/share.ts';

/** What there is to tell; another one with this tag is put in its place. */
export interface News {
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  readonly address: string;
}

/** Looks whether a document has changed, and gives what there is to tell if it `isAsked` for. */
export type Watch = (isAsked: boolean) => readonly News[];

const LOOK_EVERY_MS = 1000;
const AT_ONCE = 3;

let isNotifying =
  remembered('notify', false) && 'Notification' in window && Notification.permission === 'granted';

/** Compares a document of the stream with what it was before. */
export function watch<Name extends DocumentName>(
  topic: Name,
  compare: (
    old: NonNullable<Documents[Name]>,
    fresh: NonNullable<Documents[Name]>,
  ) => readonly News[],
): Watch {
  type Document = NonNullable<Documents[Name]>;
  let before: Document | undefined;
  return isAsked => {
    const old = before;
    const fresh = docs[topic] as Document | undefined;
    before = fresh;
    return isAsked && old && fresh && old !== fresh ? compare(old, fresh) : [];
  };
}

/** Looks for news from now on. */
export function listenFor(watches: readonly Watch[]): void {
  setInterval(() => {
    for (const look of watches)
      for (const news of look(isNotifying && isTeller()).slice(0, AT_ONCE)) show(news);
  }, LOOK_EVERY_MS);
}

function show({ tag, title, body, address }: News): void {
  const shown = new Notification(title, { tag, body });
  shown.onclick = () => {
    window.focus();
    go(address);
    shown.close();
  };
}

export function bellButton(): Child {
  if (!('Notification' in window)) return null;
  const words = isNotifying
    ? 'Notifications are on: the browser reports what ends or fails'
    : 'Notify me when something ends or fails';
  return h(
    'button',
    {
      type: 'button',
      class: 'icon',
      title: words,
      'aria-label': words,
      'aria-pressed': String(isNotifying),
      onclick: turnBell,
    },
    h(
      'svg',
      { viewBox: '0 0 16 16', width: 18, height: 18, 'aria-hidden': 'true' },
      h('path', {
        d:
          'M8 2a4 4 0 0 0-4 4c0 3-1.5 4.5-1.5 5.5h11C13.5 10.5 12 9 12 6a4 4 0 0 0-4-4z' +
          'M6.5 13a1.6 1.6 0 0 0 3 0',
        fill: isNotifying ? 'currentColor' : 'none',
        stroke: 'currentColor',
        'stroke-width': 1.3,
      }),
    ),
  );
}

async function turnBell(): Promise<void> {
  if (isNotifying) isNotifying = false;
  else {
    const permission = await Notification.requestPermission();
    isNotifying = permission === 'granted';
    if (permission === 'denied') {
      notice('warn', 'Notifications are blocked in the browser settings of this site.');
    }
  }
  remember('notify', isNotifying);
  say(isNotifying ? 'Notices are on' : 'Notices are off');
  draw();
}
