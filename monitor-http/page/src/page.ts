// Begins.

import { isField } from './core/fields.ts';
import { tickTimes } from './core/times.ts';
import { mount, render } from './frame/frame.ts';
import { applyTheme } from './frame/theme.ts';
import { connect } from './live/share.ts';
import { VIEWS } from './views.ts';

/** `/` goes to the filter of the view. */
function toFilter(event: KeyboardEvent): void {
  const isOther = event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey;
  if (isOther || isField(event.target)) return;
  const field = document.querySelector<HTMLInputElement>('main input[type=search]');
  if (field) {
    event.preventDefault();
    field.focus();
  }
}

applyTheme();
window.addEventListener('pageshow', event => {
  if (event.persisted) location.reload();
});
document.addEventListener('keydown', toFilter);
setInterval(() => {
  if (document.hidden) render();
  else tickTimes();
}, 1000);
mount(VIEWS);
connect();
