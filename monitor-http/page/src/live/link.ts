// The state of the connection to the server.

import { draw } from '../core/draw.ts';
import { say } from '../core/say.ts';

export type LinkState = 'wait' | 'live' | 'poll' | 'gone';

/** How it is, and since when. */
export let link: { readonly state: LinkState; readonly since: number } = {
  state: 'wait',
  since: Date.now(),
};

const WORDS: { readonly [state in LinkState]: string } = {
  wait: '',
  live: 'connected',
  poll: 'connected, asking every two seconds',
  gone: 'the server does not answer',
};

export function setLink(state: LinkState): void {
  if (link.state === state) return;
  if (link.state !== 'wait' || state === 'gone') say(WORDS[state]);
  link = { state, since: Date.now() };
  draw();
}
