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

/** What an analysis waits for: `text` has the key, the state and the time in it. */
export interface Awaits {
  awaits: string;
  text: string;
  key?: string;
  state?: string;
  after?: Timestamp;
}

/** What is worth saying about a plan. */
export interface Warning {
  text: string;
}

export interface Move {
  at: Timestamp;
  from: string;
  to: string;
  cause_text: string;
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
  deadline?: { clock_text: string; at: Timestamp };
}

/** One thing that a cycle does; the others are signs of life and the like. */
export type Entry =
  | { entry: 'moved'; key: string; from: string; to: string; cause_text: string; raw?: string }
  | { entry: 'opened'; key: string; action: string; tag: string; job?: string }
  | { entry: 'added' | 'closed' | 'noted'; key: string };

export interface Plan {
  revision: number;
  at: Timestamp;
  counts: Counts;
  entries: Entry[];
  questions?: { key: string; ask_text: string }[];
  warnings?: Warning[];
}

/** What a cycle has done, or would do. */
export interface CycleReport {
  plan: Plan;
}
