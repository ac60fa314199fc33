// The beat of the view: what has no stream is asked for again.

import { draw } from '../../core/draw.ts';
import { debugged, refresh } from './job/session.ts';

const BEAT_MS = 2000;

/** Grows while the view is shown, and with what was changed here. */
export let debugBeat = 0;
let timer = 0;

/** What was asked for is out of date. */
export function beatOn(): void {
  debugBeat += 1;
}

export function beginBeat(): void {
  timer = setInterval(() => {
    beatOn();
    if (debugged && debugged.link === 'live') void refresh(debugged);
    draw();
  }, BEAT_MS);
}

export function endBeat(): void {
  clearInterval(timer);
}
