// Analyses: which there are, by state; why each is where it is; and what a cycle would do.

import { route } from '../core/address.ts';
import { count } from '../core/format.ts';
import { h } from '../core/picture.ts';
import type { Child } from '../core/picture.ts';
import { has } from '../core/server.ts';
import type { View } from '../frame/view.ts';
import { docs } from '../live/documents.ts';
import { choices, empty, failed, section, waiting } from '../parts/parts.ts';
import { dataTable } from '../parts/table.ts';
import { beginBeat, endBeat } from './analyses/beat.ts';
import { analysisPage, leaveAnalysis } from './analyses/page.ts';
import { leavePlan, planView } from './analyses/plan.ts';
import { ANALYSIS_COLUMNS, analysisRows, stateGroups } from './analyses/rows.ts';

export const analyses: View = {
  name: 'analyses',
  title: 'Analyses',
  order: 50,
  topics: ['analyses'],
  isThere: () => has('analyses'),
  badge: () => {
    const counts = docs.analyses?.counts;
    return counts
      ? {
          value: count(counts.active),
          words: `active${counts.stuck ? `, ${counts.stuck} stuck` : ''}`,
          kind: counts.stuck ? 'bad' : '',
        }
      : null;
  },
  heading: () => (route.rest.length ? [route.rest.join('/')] : ['Analyses']),
  show: () => (route.rest.length ? analysisPage(route.rest.join('/')) : analysesView()),
  begin: beginBeat,
  end: () => {
    endBeat();
    leaveAnalysis();
    leavePlan();
  },
};

function analysesView(): Child {
  const { rows, error } = analysisRows();
  if (!rows) return error ? failed('The analyses', error) : waiting();
  const isPlan = route.query.tab === 'plan';
  return [
    h(
      'div',
      { key: 'tabs', class: 'bar' },
      choices('tab', 'Shown', [
        ['list', 'By state'],
        ['plan', 'The plan'],
      ]),
    ),
    isPlan
      ? planView(rows)
      : [
          stateGroups(rows),
          section(
            'Analyses',
            { key: 'list' },
            dataTable({
              caption: 'Analyses',
              rows,
              key: row => row.key,
              sort: 'state',
              columns: ANALYSIS_COLUMNS,
              filters: [
                { id: 'state', title: 'State', of: row => row.state },
                { id: 'subject', title: 'Subject', of: row => row.subject },
                { id: 'pipeline', title: 'Pipeline', of: row => row.pipeline },
              ],
              none: empty('No analysis yet.', h('code', null, 'monitor project add'), ' adds one.'),
            }),
          ),
        ],
  ];
}
