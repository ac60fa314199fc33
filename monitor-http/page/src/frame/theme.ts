// Light or dark: as the system is, or as the reader has chosen.

import { draw } from '../core/draw.ts';
import { remember, remembered } from '../core/memory.ts';
import { h } from '../core/picture.ts';
import type { ElementPicture } from '../core/picture.ts';
import { say } from '../core/say.ts';

type Theme = 'auto' | 'light' | 'dark';

const THEMES: { readonly [theme in Theme]: string } = {
  auto: 'as the system is',
  light: 'light',
  dark: 'dark',
};

const SHAPES: { readonly [theme in Theme]: string } = {
  auto: 'M8 2a6 6 0 1 0 0 12z',
  light: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  dark: 'M12.5 10.5A5.5 5.5 0 0 1 6 3.2a5.5 5.5 0 1 0 6.5 7.3z',
};
const NEXT: { readonly [theme in Theme]: Theme } = { auto: 'light', light: 'dark', dark: 'auto' };

let theme = remembered<Theme>('theme', 'auto');

export function applyTheme(): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function themeButton(): ElementPicture {
  const turn = () => {
    theme = NEXT[theme] ?? 'auto';
    remember('theme', theme);
    applyTheme();
    say(`Colours: ${THEMES[theme]}`);
    draw();
  };
  const words = `Colours: ${THEMES[theme]}`;
  return h(
    'button',
    { type: 'button', class: 'icon', title: words, 'aria-label': words, onclick: turn },
    h(
      'svg',
      { viewBox: '0 0 16 16', width: 18, height: 18, 'aria-hidden': 'true' },
      theme !== 'dark' &&
        h('circle', {
          cx: 8,
          cy: 8,
          r: 6,
          fill: 'none',
          stroke: 'currentColor',
          'stroke-width': 1.4,
        }),
      h('path', { d: SHAPES[theme], fill: 'currentColor' }),
    ),
  );
}
