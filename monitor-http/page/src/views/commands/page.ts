// One command: what it is, and what it uses over time.

import { href } from '../../core/address.ts';
import { bytes, count, duration, isNumber, percent } from '../../core/format.ts';
import { h, memo } from '../../core/picture.ts';
import type { Child } from '../../core/picture.ts';
import { ago } from '../../core/times.ts';
import { ask } from '../../live/ask.ts';
import { docs, epoch } from '../../live/documents.ts';
import { timeChart } from '../../parts/lines.ts';
import type { Point } from '../../parts/lines.ts';
import { empty, facts, section, waiting } from '../../parts/parts.ts';
import { state } from '../../parts/state.ts';
import type { Sample } from '../../told/commands.ts';
import { commandRows } from './rows.ts';
import type { CommandRow } from './rows.ts';

/** The samples of the command that is looked at: what is new is asked for and added. */
let watched: {
  readonly id: string | null;
  readonly samples: readonly Sample[];
  readonly version: string | null;
} = { id: null, samples: [], version: null };

const KEPT_SAMPLES = 8192;

function samplesOf(one: CommandRow): readonly Sample[] {
  if (watched.id !== one.id) watched = { id: one.id, samples: [], version: null };
  const version = `${one.samples} ${one.running} ${epoch}`;
  if (watched.version !== version) {
    const last = watched.samples.at(-1);
    const since = last ? `&since=${last.seq}` : '';
    const path = `api/v1/exec/${encodeURIComponent(one.id)}/samples`;
    const answer = ask<readonly Sample[]>(`${path}?limit=${KEPT_SAMPLES}${since}`, version);
    if (answer.value && !answer.isLoading) {
      const seen = last ? last.seq : -1;
      const fresh = answer.value.filter(sample => sample.seq > seen);
      const samples = watched.samples.concat(fresh).slice(-KEPT_SAMPLES);
      watched = { id: one.id, samples, version };
    }
  }
  return watched.samples;
}

export function commandPage(id: string): Child {
  const one = commandRows().find(row => row.id === id);
  if (!one)
    return docs.exec
      ? empty(
          'Command not found, or no longer kept.',
          'Only the newest are kept. ',
          h('a', { href: href('commands') }, 'To all commands'),
        )
      : waiting();
  const samples = samplesOf(one);
  const path = `api/v1/exec/${encodeURIComponent(id)}`;
  const last = one.sample;
  const seconds = (ns: number | undefined) => duration(ns === undefined ? null : ns / 1e9);
  return [
    h(
      'div',
      { class: 'bar' },
      state(one.state_text, one.state_kind),
      h(
        'a',
        { class: 'button', href: `${path}/report`, download: `${id}.html` },
        'Download report',
      ),
      docs.jobs && docs.jobs.jobs[id]
        ? h('a', { class: 'button', href: href('jobs', [id]) }, 'Its job')
        : null,
    ),
    section(
      'What it is',
      {},
      h('pre', { class: 'line' }, one.line),
      facts([
        ['Ran', seconds(last?.elapsed_ns)],
        ['CPU time', seconds(last?.cpu_ns)],
        ['Peak memory', bytes(last?.peak_rss_bytes)],
        ['Read', bytes(last?.read_bytes)],
        ['Written', bytes(last?.write_bytes)],
        ['Processes', count(last?.processes)],
        ['Threads', count(last?.threads)],
        ['Begun', ago(one.begun)],
        ['Samples', count(one.samples + one.samples_dropped)],
      ]),
    ),
    h('div', { class: 'columns' }, commandCharts(samples)),
  ];
}

function commandCharts(samples: readonly Sample[]): Child {
  const newest = samples.at(-1);
  if (!newest) return waiting();
  const of = (key: keyof Sample): readonly Point[] =>
    samples
      .map((sample): Point => [sample.elapsed_ns / 1e9, sample[key]])
      .filter(([, y]) => isNumber(y));
  const rate = (key: keyof Sample): readonly Point[] =>
    samples
      .map((sample, at): Point => {
        const before = samples[at - 1] ?? sample;
        const seconds = (sample.elapsed_ns - before.elapsed_ns) / 1e9;
        const more = Math.max(0, sample[key] - before[key]);
        return [sample.elapsed_ns / 1e9, seconds > 0 ? more / seconds : NaN];
      })
      .filter(([, y]) => isNumber(y));
  const ends = { at: duration, from: '0 s', to: duration(newest.elapsed_ns / 1e9) };
  return memo('charts', [samples], () =>
    h(
      'div',
      { class: 'columns wholewidth' },
      section(
        'Processor',
        {},
        timeChart('CPU, of one core', [{ name: 'CPU', kind: 'busy', points: of('cpu_percent') }], {
          ...ends,
          format: value => percent(value, 0),
        }),
      ),
      section(
        'Memory',
        {},
        timeChart(
          'Resident memory',
          [{ name: 'resident', kind: 'held', points: of('rss_bytes') }],
          { ...ends, format: bytes },
        ),
      ),
      section(
        'Reads and writes',
        {},
        timeChart(
          'Through system calls, a second',
          [
            { name: 'read', kind: 'busy', points: rate('read_call_bytes') },
            { name: 'written', kind: 'warn', points: rate('write_call_bytes') },
          ],
          { ...ends, format: value => `${bytes(value)}/s` },
        ),
      ),
      section(
        'Processes',
        {},
        timeChart(
          'Processes and threads',
          [
            { name: 'processes', kind: 'good', points: of('processes') },
            { name: 'threads', kind: 'idle', points: of('threads') },
          ],
          ends,
        ),
      ),
    ),
  );
}
