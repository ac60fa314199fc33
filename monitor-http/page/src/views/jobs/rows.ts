// The rows of jobs.

import { millis } from '../../core/format.ts';
import type { ElementPicture } from '../../core/picture.ts';
import { VOCABULARY, has } from '../../core/server.ts';
import { now } from '../../core/times.ts';
import { ask } from '../../live/ask.ts';
import { docs } from '../../live/documents.ts';
import { state } from '../../parts/state.ts';
import type { FlowJobs } from '../../told/flows.ts';
import type { Jobs, KnownJob } from '../../told/jobs.ts';
import type { Timestamp } from '../../told/time.ts';

/** Times in milliseconds, `run` in seconds. */
export interface JobRow {
  readonly job_id: string;
  readonly name: string;
  readonly status: string;
  readonly tags: readonly string[];
  readonly priority: string;
  readonly attempts: number;
  readonly worker_id?: string;
  readonly error?: string | null;
  readonly created_at: Timestamp | null;
  readonly ended: number | null;
  readonly started: number | null;
  readonly run: number | null | undefined;
  /** When something was last heard of it. */
  readonly latest: number;
}

let jobRowsOf: Jobs['jobs'] | undefined;
let jobRowsMade: readonly JobRow[] = [];
const jobRowKept = new WeakMap<KnownJob, JobRow>();

/** Whether it runs, since a time that is known. */
export function isRunning(row: JobRow): row is JobRow & { readonly started: number } {
  return row.status === 'running' && row.started !== null;
}

/** The state of a job, of the metrics or of a flow, with its sign. */
export function jobState(word: string): ElementPicture {
  const { jobs, flows } = VOCABULARY;
  return state(word, jobs?.states[word] ?? flows?.states[word]);
}

/** The jobs, the newest first; one that has not changed is the same object. */
export function jobRows(): readonly JobRow[] {
  const jobs = docs.jobs && docs.jobs.jobs;
  if (jobs !== jobRowsOf) {
    jobRowsOf = jobs;
    jobRowsMade = Object.values(jobs || {})
      .map(jobRow)
      .sort((a, b) => b.latest - a.latest);
  }
  return jobRowsMade;
}

export function jobRow(job: KnownJob): JobRow {
  let row = jobRowKept.get(job);
  if (!row) {
    const ended = millis(job.completed_at || job.failed_at || job.cancelled_at) || null;
    const started =
      millis(job.started_at) ||
      (ended && job.execution_time ? ended - job.execution_time * 1000 : null);
    row = {
      ...job,
      ended,
      started,
      run: ended ? job.execution_time : null,
      latest: ended || started || millis(job.queued_at) || millis(job.created_at) || 0,
    };
    jobRowKept.set(job, row);
  }
  return row;
}

/** The jobs of flows that are not told of by events. */
export function flowJobRows(): readonly JobRow[] {
  const list = has('flows')
    ? ask<FlowJobs>('api/jobs?limit=1000', Math.floor(now() / 2000)).value
    : null;
  const known = (docs.jobs && docs.jobs.jobs) || {};
  return list
    ? list.jobs
        .filter(job => !known[job.job_id])
        .map(job => {
          const [started, ended] = [
            millis(job.started_at) || null,
            millis(job.completed_at) || null,
          ];
          return {
            ...job,
            name: job.flow_id,
            tags: [],
            priority: '',
            attempts: 1,
            started,
            ended,
            run: ended && started ? (ended - started) / 1000 : null,
            latest: ended || started || millis(job.created_at),
          };
        })
    : [];
}
