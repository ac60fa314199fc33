// One run: progress, what it says, its log, its plots, its figures over time.

import { href } from '../../core/address.ts';
import { bytes, count, duration, millis, percent, roughly } from '../../core/format.ts';
import { h } from '../../core/picture.ts';
import type { Child, ElementPicture } from '../../core/picture.ts';
import { ago, now } from '../../core/times.ts';
import { NOT_ASKED, ask } from '../../live/ask.ts';
import { docs } from '../../live/documents.ts';
import { empty, facts, failed, progressBar, section, waiting } from '../../parts/parts.ts';
import { sign, state } from '../../parts/state.ts';
import type { RunStatus, RunSummary } from '../../told/runs.ts';
import { runRows, runStep } from './rows.ts';
import { runBars, runLog, runMessages, runPlots, runSeries } from './sections.ts';

export function runPage(id: string): Child {
  const summary = runRows().find(run => run.id === id);
  if (!summary)
    return docs.runs
      ? empty('Run not found, or no longer there.', h('a', { href: href('runs') }, 'To all runs'))
      : waiting();
  const path = `api/v1/runs/${encodeURIComponent(id)}`;
  const whole = summary.unreadable
    ? NOT_ASKED
    : ask<RunStatus>(path, `${summary.seq} ${summary.state_text}`);
  const run = whole.value || {};
  return [
    h(
      'div',
      { class: 'bar' },
      state(summary.state_text, summary.state_kind),
      h(
        'a',
        { class: 'button', href: `${path}/report.html`, download: `${id}.html` },
        'Download report',
      ),
    ),
    stateNote(summary),
    whole.error ? failed('Cannot read the run', whole.error) : null,
    runProgress(summary, run),
    h('div', { class: 'columns' }, runBars(run), runSeries(run), runMessages(run)),
    runPlots(path, run),
    run.log_file ? runLog(path, summary) : null,
  ];
}

function stateNote(run: RunSummary): Child {
  if (!run.state_note) return null;
  return h(
    'div',
    { class: `note ${run.state_kind}` },
    sign(run.state_kind),
    ` ${run.state_note}`,
    run.is_in_trouble ? [' Last update ', ago(run.last_update), '.'] : null,
  );
}

function runProgress(run: RunSummary, whole: RunStatus): ElementPicture {
  const eta = whole.eta && run.state_kind === 'busy' ? whole.eta : null;
  const clockIn = (seconds: number) =>
    new Date(now() + seconds * 1000).toLocaleTimeString('en-GB', {
      hour: '2-digit',
      minute: '2-digit',
    });
  const [low, high] = eta ? [clockIn(eta.low_s), clockIn(eta.high_s)] : [];
  return section(
    'Progress',
    { aside: h('span', { class: 'figure big' }, percent(run.progress_percent)) },
    progressBar(run.progress_percent, `Progress of ${run.experiment_name}`, run.state_kind),
    facts([
      ['Step', [run.step_name, runStep(run)].filter(text => text).join(' · ')],
      [
        'Left',
        eta
          ? `${roughly(eta.low_s)} to ${roughly(eta.high_s)}${eta.overdue ? ', overdue' : ''}`
          : null,
      ],
      ['Done', eta ? (low === high ? `at ${low}` : `between ${low} and ${high}`) : null],
      ['Began', run.start_time && ago(run.start_time)],
      ['Ended', run.end_time && ago(run.end_time)],
      [
        'Took',
        run.end_time && run.start_time
          ? duration((millis(run.end_time) - millis(run.start_time)) / 1000)
          : null,
      ],
      ['Last change', run.last_update && ago(run.last_update)],
      ['Machine', run.host],
      ['Attempt', run.attempt > 1 ? run.attempt : null],
      ['Errors', run.errors ? count(run.errors) : null],
      ['CPU time', duration(whole.resources?.cpu_s)],
      ['Peak memory', bytes(whole.resources?.peak_rss_bytes)],
    ]),
  );
}
