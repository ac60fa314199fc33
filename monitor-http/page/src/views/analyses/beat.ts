// The beat of the view: what has no stream is asked for again.

import { draw } from '../../core/draw.ts';

const BEAT_MS = 3000;

/** Grows while the view is shown, and with what was changed here. */
export let analysesBeat = 0;
let timer = 0;

/** What was asked for is out of date; `beats` more let what is asked every second time be too. */
export function beatOn(beats = 1): void {
  analysesBeat += beats;
}

export function beginBeat(): void {
  timer = setInterval(() => {
    beatOn();
    draw();
  }, BEAT_MS);
}

export function endBeat(): void {
  clearInterval(timer);
}
