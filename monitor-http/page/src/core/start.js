// Begins.

window.addEventListener('hashchange', moved);
window.addEventListener('pageshow', event => {
  if (event.persisted) location.reload();
});
document.addEventListener('keydown', event => {
  if (
    event.key !== '/' ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)
  )
    return;
  const field = document.querySelector('main input[type=search]');
  if (field) {
    event.preventDefault();
    field.focus();
  }
});
setInterval(() => {
  if (document.hidden) render();
  else tickTimes();
}, 1000);
render();
connect();
