// The rows of analyses, and how many there are of each state.

import { choose, route } from '../../core/address.ts';
import { count, millis } from '../../core/format.ts';
import { h } from '../../core/picture.ts';
import type { ElementPicture } from '../../core/picture.ts';
import { VOCABULARY } from '../../core/server.ts';
import { ago } from '../../core/times.ts';
import { ask } from '../../live/ask.ts';
import { docs } from '../../live/documents.ts';
import type { Failure } from '../../live/request.ts';
import type { Column } from '../../parts/table.ts';
import type { AnalysisList, Glance } from '../../told/analyses.ts';
import { analysesBeat } from './beat.ts';
import { analysisHref, analysisState } from './words.ts';

export interface AnalysisRow extends Glance {
  readonly subject: string;
}

/** All analyses as rows, as soon as they are there. */
export function analysisRows(): { rows?: readonly AnalysisRow[]; error?: Failure } {
  const { analyses: live } = docs;
  if (live?.analyses && live.left_out === 0)
    return { rows: Object.values(live.analyses).map(rowOf) };
  // The stream has the newest only; all of them are asked for.
  const version = live ? (live.revision ?? 0) : analysesBeat;
  const { value, error } = ask<AnalysisList>('api/v1/analyses?limit=10000', version);
  return { rows: value?.analyses.map(rowOf), error };
}

const rowsOf = new WeakMap<Glance, AnalysisRow>();

/** The row of an analysis: the same one as long as it is the same analysis. */
function rowOf(glance: Glance): AnalysisRow {
  const row = rowsOf.get(glance) ?? { ...glance, subject: glance.key.split('/')[0] ?? '' };
  rowsOf.set(glance, row);
  return row;
}

/** The groups of states that a reader looks for, in that order. */
const GROUPS = VOCABULARY.analyses?.groups ?? [];

const urgency = (word: string): string => {
  const at = GROUPS.findIndex(group => group.states.includes(word));
  return `${at < 0 ? 9 : at} ${word}`;
};

export const ANALYSIS_COLUMNS: readonly Column<AnalysisRow>[] = [
  {
    id: 'key',
    title: 'Analysis',
    of: row => row.key,
    cell: row => h('a', { href: analysisHref(row.key) }, row.key),
  },
  {
    id: 'state',
    title: 'State',
    of: row => urgency(row.state),
    cell: row => analysisState(row.state),
  },
  {
    id: 'since',
    title: 'Since',
    isNumber: true,
    of: row => millis(row.since),
    cell: row => ago(row.since),
  },
  {
    id: 'pipeline',
    title: 'Pipeline',
    from: 'wide',
    of: row => row.pipeline,
    cell: row => row.pipeline,
  },
  {
    id: 'attempts',
    title: 'Attempts',
    isNumber: true,
    from: 'wide',
    of: row => row.attempts,
    cell: row => count(row.attempts),
  },
  {
    id: 'job',
    title: 'Job',
    from: 'wider',
    of: row => row.job || '',
    cell: row =>
      row.job
        ? [h('code', null, row.job), h('span', { class: 'quiet' }, ` at ${row.scheduler}`)]
        : '',
  },
];

/** How many there are of each state, in groups; a click shows only these. */
export function stateGroups(rows: readonly AnalysisRow[]): ElementPicture {
  const chosen = route.query.state || '';
  const known = GROUPS.flatMap(group => group.states);
  const extra = [...new Set(rows.map(row => row.state))].filter(word => !known.includes(word));
  const groups = extra.length ? [...GROUPS, { title: 'Others', states: extra }] : GROUPS;
  return h(
    'div',
    { key: 'groups', class: 'groups', role: 'group', 'aria-label': 'How many of each state' },
    groups.map(({ title, states }) => {
      const all = states
        .map(word => [word, rows.filter(row => row.state === word).length] as const)
        .filter(([, size]) => size > 0);
      return h(
        'div',
        { key: title, class: 'card' },
        h(
          'h2',
          null,
          title,
          ' ',
          h('span', { class: 'quiet' }, count(all.reduce((sum, [, size]) => sum + size, 0))),
        ),
        all.length
          ? h(
              'div',
              { class: 'line' },
              all.map(([word, size]) =>
                h(
                  'button',
                  {
                    key: word,
                    type: 'button',
                    class: 'plain statebutton',
                    'aria-pressed': String(chosen === word),
                    onclick: () => choose({ state: chosen === word ? '' : word }),
                  },
                  analysisState(word),
                  h('span', { class: 'figure' }, count(size)),
                ),
              ),
            )
          : h('p', { class: 'quiet' }, 'none'),
      );
    }),
  );
}
