// The rows of runs, and what is said of one in a line.

import { href } from '../../core/address.ts';
import { count, isNumber, many, percent, roughly } from '../../core/format.ts';
import { h } from '../../core/picture.ts';
import type { Child } from '../../core/picture.ts';
import { docs } from '../../live/documents.ts';
import { progressBar } from '../../parts/parts.ts';
import { kindOf, state } from '../../parts/state.ts';
import type { Kind } from '../../parts/state.ts';
import type { RunSummary, Runs } from '../../told/runs.ts';

/** A run with one word for how it stands. */
export interface RunRow extends RunSummary {
  readonly word: string;
}

let runRowsOf: Runs | undefined;
let runRowsMade: readonly RunRow[] = [];
const runRowKept = new WeakMap<RunSummary, RunRow>();

/** The runs, the newest first, with one word for how each stands. */
export function runRows(): readonly RunRow[] {
  const { runs } = docs;
  if (runs !== runRowsOf) {
    runRowsOf = runs;
    runRowsMade = runs
      ? runs.order.flatMap(id => {
          const run = runs.runs[id];
          return run ? [runRow(run)] : [];
        })
      : [];
  }
  return runRowsMade;
}

/** The row of a run: the same one as long as it is the same run. */
function runRow(run: RunSummary): RunRow {
  const row = runRowKept.get(run) ?? { ...run, word: runWord(run) };
  runRowKept.set(run, row);
  return row;
}

export function runWord(run: RunSummary): string {
  if (run.unreadable) return 'unreadable';
  return run.liveness === 'live' || run.liveness === 'ended' || !run.liveness
    ? run.status
    : run.liveness;
}

export const runKind = (word: string): Kind => (word === 'running' ? 'busy' : kindOf(word));

const runLeft = (run: RunRow): string =>
  isNumber(run.estimated_time_remaining) && run.word === 'running'
    ? `about ${roughly(run.estimated_time_remaining)} left`
    : '';

export const runStep = (run: RunRow): string =>
  isNumber(run.current_step)
    ? `step ${count(run.current_step)}${run.total_steps ? ` of ${count(run.total_steps)}` : ''}`
    : '';

/** A run in a list that is not a table. */
export function runLine(run: RunRow): Child {
  return [
    h(
      'div',
      { class: 'line' },
      h('a', { class: 'strong', href: href('runs', [run.id]) }, run.experiment_name),
      state(run.word),
      h('span', { class: 'push figure' }, percent(run.progress_percent)),
    ),
    progressBar(run.progress_percent, `Progress of ${run.experiment_name}`, runKind(run.word)),
    h(
      'p',
      { class: 'quiet clip' },
      [runStep(run), run.step_name, runLeft(run), run.errors ? many(run.errors, 'error') : '']
        .filter(text => text)
        .join(' · '),
    ),
  ];
}
