// The rows of runs, and what is said of one in a line.

import { href } from '../../core/address.ts';
import { count, isNumber, many, percent, roughly } from '../../core/format.ts';
import { h } from '../../core/picture.ts';
import type { Child } from '../../core/picture.ts';
import { docs } from '../../live/documents.ts';
import { progressBar } from '../../parts/parts.ts';
import { state } from '../../parts/state.ts';
import type { RunSummary, Runs } from '../../told/runs.ts';

let runRowsOf: Runs | undefined;
let runRowsMade: readonly RunSummary[] = [];

/** The runs, the newest first. */
export function runRows(): readonly RunSummary[] {
  const { runs } = docs;
  if (runs !== runRowsOf) {
    runRowsOf = runs;
    runRowsMade = runs
      ? runs.order.flatMap(id => {
          const run = runs.runs[id];
          return run ? [run] : [];
        })
      : [];
  }
  return runRowsMade;
}

const runLeft = (run: RunSummary): string =>
  isNumber(run.estimated_time_remaining) && run.state_kind === 'busy'
    ? `about ${roughly(run.estimated_time_remaining)} left`
    : '';

export const runStep = (run: RunSummary): string =>
  isNumber(run.current_step)
    ? `step ${count(run.current_step)}${run.total_steps ? ` of ${count(run.total_steps)}` : ''}`
    : '';

/** A run in a list that is not a table. */
export function runLine(run: RunSummary): Child {
  return [
    h(
      'div',
      { class: 'line' },
      h('a', { class: 'strong', href: href('runs', [run.id]) }, run.experiment_name),
      state(run.state_text, run.state_kind),
      h('span', { class: 'push figure' }, percent(run.progress_percent)),
    ),
    progressBar(run.progress_percent, `Progress of ${run.experiment_name}`, run.state_kind),
    h(
      'p',
      { class: 'quiet clip' },
      [runStep(run), run.step_name, runLeft(run), run.errors ? many(run.errors, 'error') : '']
        .filter(text => text)
        .join(' · '),
    ),
  ];
}
