'use strict';

// Elements. Whatever comes from outside is a text node: nothing is ever parsed as HTML.

/** An element with attributes and children; a text becomes a text node. */
function el(name, attributes, ...children) {
  const element = name.startsWith('svg:')
    ? document.createElementNS('http://www.w3.org/2000/svg', name.slice(4))
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
  return element;
}

/** Puts new children into an element, but only if they look different. */
function fill(element, ...children) {
  const fresh = element.cloneNode(false);
  fresh.append(...children.flat().filter(child => child));
  if (fresh.innerHTML !== element.innerHTML) element.replaceChildren(...fresh.childNodes);
}

/** A table of rows of cells; a column whose title begins with > has numbers. */
function table(caption, titles, rows) {
  const isNumber = titles.map(title => title.startsWith('>'));
  const cell = (tag, content, index) =>
    el(tag, { class: isNumber[index] && 'number', scope: tag === 'th' && 'col' }, content);
  const head = titles.map((title, index) => cell('th', title.replace('>', ''), index));
  const body = rows.map(row => el('tr', {}, row.map((content, index) => cell('td', content, index))));
  return el('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': caption },
    el('table', {}, el('caption', {}, caption), el('thead', {}, el('tr', {}, head)), el('tbody', {}, body)));
}

function tiles(pairs) {
  return el('dl', { class: 'tiles' }, pairs.map(([name, value, kind]) =>
    el('div', { class: kind || null }, el('dt', {}, name), el('dd', {}, value))));
}

/** A word for a state, with a sign, so that it is not colour alone. */
function state(word) {
  const kinds = {
    completed: 'good', online: 'good', live: 'good', ended: 'good', exited: 'good',
    failed: 'bad', error: 'bad', crashed: 'bad', offline: 'bad', signaled: 'bad', unreadable: 'bad',
    cancelled: 'warn', stalled: 'warn', silent: 'warn', paused: 'warn',
  };
  const kind = kinds[word] || (word.startsWith('exit code') ? 'bad' : 'busy');
  const sign = { good: '✓', bad: '✗', warn: '!', busy: '▸' }[kind];
  return el('span', { class: `state ${kind}` }, `${sign} ${word}`);
}

function progress(percent, name, kind) {
  const whole = Math.max(0, Math.min(100, percent || 0));
  const fillUp = el('i');
  fillUp.style.width = `${whole}%`;
  return el('div', {
    class: `bar ${kind || ''}`, role: 'progressbar', 'aria-label': name,
    'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuenow': Math.round(whole),
  }, fillUp);
}

// Numbers for people.

function seconds(value) {
  if (value === null || value === undefined) return '';
  if (value < 0.001) return `${(value * 1e6).toFixed(0)} µs`;
  if (value < 1) return `${(value * 1e3).toFixed(1)} ms`;
  if (value < 100) return `${value.toFixed(1)} s`;
  const [days, hours, minutes] = [Math.floor(value / 86400), Math.floor(value / 3600) % 24, Math.floor(value / 60) % 60];
  if (days) return `${days} d ${hours} h`;
  if (hours) return `${hours} h ${minutes} min`;
  return `${minutes} min ${Math.floor(value % 60)} s`;
}

function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit += 1; }
  return `${value.toFixed(unit ? 1 : 0)} ${units[unit]}`;
}

function clock(text) {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? '' : el('time', { datetime: text, title: text }, date.toLocaleTimeString());
}

const percent = value => `${(value || 0).toFixed(1)} %`;
