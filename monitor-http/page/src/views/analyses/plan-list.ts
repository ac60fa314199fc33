// A plan as tables.

import { count, many } from '../../core/format.ts';
import { h } from '../../core/picture.ts';
import type { Child } from '../../core/picture.ts';
import { ago } from '../../core/times.ts';
import { empty } from '../../parts/parts.ts';
import { sign } from '../../parts/state.ts';
import type { Plan } from '../../told/analyses.ts';
import { analysisHref, analysisState } from './words.ts';

export const isNothing = ({ entries, questions }: Plan): boolean =>
  entries.length === 0 && !questions?.length;

export function planList(plan: Plan): Child {
  const moved = plan.entries.filter(entry => entry.entry === 'moved');
  const opened = plan.entries.filter(entry => entry.entry === 'opened');
  const noted = plan.entries.length - moved.length - opened.length;
  const { counts, warnings = [], questions = [] } = plan;
  const key = (entry: { readonly key: string }) =>
    h('a', { href: analysisHref(entry.key) }, entry.key);
  return [
    h(
      'p',
      { class: 'quiet' },
      `Made `,
      ago(plan.at),
      [
        `, for revision ${plan.revision}: ${many(moved.length, 'move')}, `,
        `${many(opened.length, 'action')}. Afterwards ${count(counts.active)} of `,
        `${count(counts.total)} are active, ${count(counts.complete)} complete, `,
        `${count(counts.stuck)} stuck.`,
      ].join(''),
    ),
    warnings.length > 0 &&
      h(
        'ul',
        { class: 'plainlist tight warnings' },
        warnings.map((warning, at) =>
          h('li', { key: at, class: 'note warn' }, sign('warn'), ' ', warning.text),
        ),
      ),
    isNothing(plan) &&
      empty('Nothing: everything is where it should be.', 'The plan is updated every few seconds.'),
    moved.length > 0 &&
      planTable(
        'Moves',
        ['Analysis', 'From', 'To', 'Because'],
        moved.map(entry => [
          key(entry),
          analysisState(entry.from),
          [h('span', { class: 'unseen' }, 'to '), analysisState(entry.to)],
          [entry.cause_text, entry.raw && h('code', { class: 'quiet' }, ` ${entry.raw}`)],
        ]),
      ),
    opened.length > 0 &&
      planTable(
        'Actions',
        ['Analysis', 'What is done', 'Job or tag'],
        opened.map(entry => [key(entry), entry.action, h('code', null, entry.job || entry.tag)]),
      ),
    questions.length > 0 &&
      planTable(
        'Checked first',
        ['Analysis', 'Question'],
        questions.map(question => [key(question), question.ask_text]),
      ),
    noted > 0 &&
      h(
        'p',
        { class: 'quiet' },
        `And ${many(noted, 'note')} of signs of life and of jobs that were missing or are back.`,
      ),
  ];
}

/** A table whose rows do not change. */
export function planTable(
  caption: string,
  titles: readonly string[],
  rows: readonly (readonly Child[])[],
): Child {
  return [
    h(
      'h3',
      { key: `${caption} title` },
      `${caption} `,
      h('span', { class: 'quiet' }, count(rows.length)),
    ),
    h(
      'div',
      { key: caption, class: 'scroll' },
      h(
        'table',
        { class: 'data' },
        h('caption', { class: 'unseen' }, caption),
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            titles.map(title => h('th', { key: title, scope: 'col' }, title)),
          ),
        ),
        h(
          'tbody',
          null,
          rows.slice(0, 300).map((row, at) =>
            h(
              'tr',
              { key: at },
              row.map((cell, index) =>
                index ? h('td', { key: index }, cell) : h('th', { key: index, scope: 'row' }, cell),
              ),
            ),
          ),
        ),
      ),
    ),
    rows.length > 300 && h('p', { class: 'quiet' }, `and ${count(rows.length - 300)} more`),
  ];
}
