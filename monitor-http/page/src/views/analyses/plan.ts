// The plan: what a cycle would do now, as a list that can be read before it is applied.

import { choose, route } from '../../core/address.ts';
import { draw } from '../../core/draw.ts';
import { h } from '../../core/picture.ts';
import type { Child } from '../../core/picture.ts';
import { may } from '../../core/server.ts';
import { ask, command } from '../../live/ask.ts';
import { docs } from '../../live/documents.ts';
import { button, failed, section, waiting } from '../../parts/parts.ts';
import type { CycleReport, Plan } from '../../told/analyses.ts';
import { analysesBeat, beatOn } from './beat.ts';
import { isNothing, planList } from './plan-list.ts';
import type { AnalysisRow } from './rows.ts';

let isApplying = false;

/** What the last cycle that was started here has done. */
let appliedPlan: Plan | null = null;

/** When another view is shown. */
export function leavePlan(): void {
  appliedPlan = null;
}

export function planView(list: readonly AnalysisRow[]): Child {
  const subject = route.query.subject || '';
  const query = subject ? `&subject=${encodeURIComponent(subject)}` : '';
  const answer = ask<CycleReport>(
    `api/v1/cycle?dry_run=true${query}`,
    `${docs.analyses?.revision ?? 0} ${analysesBeat >> 1}`,
  );
  const plan = answer.value?.plan;
  const subjects = [...new Set(list.map(row => row.subject))]
    .filter(name => name !== 'project_analyses')
    .sort();
  return [
    section(
      'What a cycle would do',
      {
        key: 'plan',
        aside: h(
          'div',
          { class: 'line' },
          h(
            'select',
            {
              value: subject,
              'aria-label': 'Only this subject',
              onchange: event => choose({ subject: event.target.value }),
              updated: node => {
                node.value = subject;
              },
            },
            h('option', { value: '' }, 'every subject'),
            subjects.map(name =>
              h('option', { key: name, value: name, selected: name === subject }, name),
            ),
          ),
          h(
            'button',
            {
              type: 'button',
              class: 'main',
              disabled: !plan || isApplying || !may('analyses') || isNothing(plan),
              onclick: () => plan && applyPlan(`?revision=${plan.revision}${query}`),
            },
            isApplying ? 'Applying …' : 'Apply this plan',
          ),
        ),
      },
      !may('analyses') &&
        h(
          'p',
          { class: 'note' },
          'Read-only: this server does not allow starting cycles. ',
          h('code', null, 'monitor serve --control analyses'),
          ' allows it.',
        ),
      !plan ? (answer.error ? failed('The plan', answer.error) : waiting()) : planList(plan),
    ),
    appliedPlan &&
      section(
        'Applied',
        {
          key: 'applied',
          aside: button(
            'Dismiss',
            () => {
              appliedPlan = null;
              draw();
            },
            { class: 'plain' },
          ),
        },
        planList(appliedPlan),
      ),
  ];
}

async function applyPlan(query: string): Promise<void> {
  isApplying = true;
  draw();
  const done = await command<CycleReport>('Cycle', 'POST', `api/v1/cycle${query}`);
  isApplying = false;
  if (done?.plan) appliedPlan = done.plan;
  beatOn(2);
  draw();
}
