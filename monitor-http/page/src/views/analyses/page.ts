// One analysis: why it is where it is, and what may be said of it.

import { href } from '../../core/address.ts';
import { draw } from '../../core/draw.ts';
import { count } from '../../core/format.ts';
import { h } from '../../core/picture.ts';
import type { Child, ElementPicture } from '../../core/picture.ts';
import { VOCABULARY, may } from '../../core/server.ts';
import { ago, clock } from '../../core/times.ts';
import { ask, command } from '../../live/ask.ts';
import { docs } from '../../live/documents.ts';
import { OWNER } from '../../live/owner.ts';
import { button, empty, facts, failed, section, waiting } from '../../parts/parts.ts';
import { sign } from '../../parts/state.ts';
import type { Move, Why } from '../../told/analyses.ts';
import { analysesBeat, beatOn } from './beat.ts';
import { planTable } from './plan-list.ts';
import { analysisState, awaitedText } from './words.ts';

let isForced = false;

/** When another view is shown. */
export function leaveAnalysis(): void {
  isForced = false;
}

export function analysisPage(key: string): Child {
  const path = `api/v1/analyses/${key.split('/').map(encodeURIComponent).join('/')}`;
  const revision = docs.analyses?.revision ?? 0;
  const answer = ask<Why>(`${path}/why`, `${revision} ${analysesBeat}`);
  const why = answer.value;
  const past = ask<readonly Move[]>(
    `${path}/history?limit=300`,
    docs.analyses ? revision : analysesBeat,
  );
  const moves = past.value ?? why?.moves ?? [];
  const crumbs = h(
    'p',
    { key: 'crumbs', class: 'crumbs' },
    h('a', { href: href('analyses') }, 'Analyses'),
  );
  if (!why) return [crumbs, answer.error ? failed(key, answer.error) : waiting()];
  return [
    crumbs,
    h(
      'div',
      { key: 'bar', class: 'bar' },
      analysisState(why.state),
      why.status !== why.state && h('span', { class: 'quiet' }, `shown as ${why.status}`),
      h('span', { class: 'quiet' }, 'came to it ', ago(why.since)),
    ),
    h(
      'div',
      { key: 'columns', class: 'columns' },
      section(
        'Why it is in this state',
        { key: 'why' },
        why.awaits.length > 0 && [
          h('h3', null, 'Waits for'),
          h(
            'ul',
            { class: 'awaits' },
            why.awaits.map((awaited, at) => h('li', { key: at }, awaitedText(awaited))),
          ),
        ],
        why.deadline &&
          h(
            'p',
            { class: 'note warn' },
            sign('warn'),
            ' If that does not come it is stuck ',
            ago(why.deadline.at),
            `: ${why.deadline.clock_text}.`,
          ),
        facts([
          ['Job', why.job && h('code', null, why.job)],
          ['Scheduler', why.scheduler],
          ['Attempts', `${count(why.attempts[0])} of ${count(why.attempts[1])}`],
          ['Rescues', `${count(why.resurrections[0])} of ${count(why.resurrections[1])}`],
        ]),
      ),
      setPanel(key, path, why),
    ),
    section(
      'History',
      { key: 'history' },
      moves.length
        ? planTable(
            'Moves',
            ['When', 'From', 'To', 'Because'],
            moves
              .slice()
              .reverse()
              .map(move => [
                clock(move.at),
                analysisState(move.from),
                analysisState(move.to),
                [move.cause_text, move.raw && h('code', { class: 'quiet' }, ` ${move.raw}`)],
              ]),
          )
        : empty('No transition yet.'),
    ),
  ];
}

function setPanel(key: string, path: string, why: Why): ElementPicture {
  const put = async (word: string) => {
    if (word === 'cancelled' && !window.confirm(`Cancel ${key}? It will never run.`)) return;
    await command(`${key}: ${word}`, 'POST', `${path}/state`, {
      state: word,
      force: isForced,
      by: OWNER,
    });
    beatOn();
  };
  return section(
    'Set its state',
    { key: 'set' },
    h(
      'ul',
      { class: 'plainlist tight' },
      VOCABULARY.analyses?.settable.map(([word, words]) =>
        h(
          'li',
          { key: word, class: 'line' },
          button(word, () => put(word), {
            disabled: !may('analyses') || word === why.state,
            class: word === 'cancelled' ? 'danger' : null,
          }),
          h('span', { class: 'quiet' }, words),
        ),
      ),
    ),
    h(
      'label',
      { class: 'check' },
      h('input', {
        type: 'checkbox',
        checked: isForced,
        onchange: event => {
          isForced = event.target.checked;
          draw();
        },
      }),
      ' force: ignore the rules of the state machine',
    ),
    !may('analyses') &&
      h('p', { class: 'note' }, 'Read-only: this server does not allow changes to analyses.'),
  );
}
