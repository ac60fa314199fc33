// When the page is drawn: once a frame, however much comes.

let isDrawn = true;
let render = (): void => {};

/** How the page is drawn. */
export function drawWith(how: () => void): void {
  render = how;
}

/** Draws in the next frame. */
export function draw(): void {
  if (!isDrawn) return;
  isDrawn = false;
  requestAnimationFrame(() => {
    isDrawn = true;
    render();
  });
}

/** Gives the focus to something that is about to be drawn. */
export function focusSoon(selector: string): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus()),
  );
}
