// The document `analyses`, and what is asked for about one of them.

import type { Timestamp } from './time.ts';

export interface Glance {
  key: string;
  state: string;
  status: string;
  since: Timestamp;
  pipeline: string;
  scheduler: string;
  job?: string;
  attempts: number;
}

export interface AnalysisList {
  analyses: Glance[];
}

export interface Counts {
  total: number;
  active: number;
  complete: number;
  stuck: number;
}

/** The newest ones; an error in their place if the project cannot be read. */
export interface Analyses {
  error?: string;
  revision?: number;
  left_out?: number;
  counts?: Counts;
  analyses?: Record<string, Glance>;
}

/** Why an analysis has moved. */
export type Cause =
  | { why: 'command'; by: string; force?: boolean }
  | { why: 'need_gone'; need: string }
  | { why: 'job'; state: string }
  | { why: 'vanished'; sweeps: number }
  | { why: 'answer'; ask: string; yes: boolean }
  | { why: 'rescue'; n: number; of: number }
  | { why: 'done' | 'not_done'; action: string }
  | { why: 'busy' | 'refused'; action: string; error: string }
  | { why: 'limit'; limit: string; of: number }
  | { why: 'late'; clock: string }
  | { why: 'rule'; reason: string }
  | { why: 'needs_met' | 'turn' | 'implied' | 'import' };

/** What an analysis waits for. */
export type Awaits =
  | { awaits: 'need'; key: string; state: string }
  | { awaits: 'outcome'; action: string; tag: string }
  | { awaits: 'evidence'; sweeps: number }
  | { awaits: 'turn'; after?: Timestamp }
  | { awaits: 'scheduler' | 'release' | 'processing' | 'person' };

/** What is worth saying about a plan. */
export type Warning =
  | { warning: 'outage'; scheduler: string; vanished: number; of: number }
  | { warning: 'unhealthy'; scheduler: string; answered: boolean }
  | { warning: 'unknown_scheduler'; scheduler: string }
  | { warning: 'unknown_subject'; subject: string }
  | { warning: 'stale'; scheduler: string; analyses: number }
  | { warning: 'reused'; key: string; job: string }
  | { warning: 'unknown_word'; key: string; raw: string }
  | { warning: 'illegal'; key: string; from: string; to: string }
  | { warning: 'vetoed'; key: string; to: string; why: string }
  | { warning: 'full'; waiting: number };

export interface Move {
  at: Timestamp;
  from: string;
  to: string;
  cause: Cause;
  raw?: string;
}

export interface Why {
  state: string;
  status: string;
  since: Timestamp;
  scheduler: string;
  job?: string;
  attempts: [number, number];
  resurrections: [number, number];
  moves: Move[];
  awaits: Awaits[];
  deadline?: { clock: string; at: Timestamp };
}

/** One thing that a cycle does; the others are signs of life and the like. */
export type Entry =
  | { entry: 'moved'; key: string; from: string; to: string; cause: Cause; raw?: string }
  | { entry: 'opened'; key: string; action: string; tag: string; job?: string }
  | { entry: 'added' | 'closed' | 'noted'; key: string };

export interface Plan {
  revision: number;
  at: Timestamp;
  counts: Counts;
  entries: Entry[];
  questions?: { key: string; ask: string }[];
  warnings?: Warning[];
}

/** What a cycle has done, or would do. */
export interface CycleReport {
  plan: Plan;
}
