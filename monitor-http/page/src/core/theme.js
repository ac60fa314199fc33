// Light or dark: as the system is, or as the reader has chosen.

const THEMES = { auto: 'as the system is', light: 'light', dark: 'dark' };
let theme = remembered('theme', 'auto');

/** What this browser keeps for the page; nothing where it keeps nothing. */
function remembered(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`monitor ${key}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(`monitor ${key}`, JSON.stringify(value));
  } catch {
    /* a private window */
  }
}

function applyTheme() {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function themeButton() {
  const names = Object.keys(THEMES);
  const turn = () => {
    theme = names[(names.indexOf(theme) + 1) % names.length];
    remember('theme', theme);
    applyTheme();
    say(`Colours: ${THEMES[theme]}`);
    draw();
  };
  const shape = {
    auto: 'M8 2a6 6 0 1 0 0 12z',
    light: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
    dark: 'M12.5 10.5A5.5 5.5 0 0 1 6 3.2a5.5 5.5 0 1 0 6.5 7.3z',
  }[theme];
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
      h('path', { d: shape, fill: 'currentColor' }),
    ),
  );
}

applyTheme();
