// The document `runs`, and what is asked for about one run.

import type { Kind } from './kind.ts';
import type { Timestamp } from './time.ts';

export interface RunSummary {
  id: string;
  experiment_name: string;
  status: string;
  state_text: string;
  state_kind: Kind;
  is_open: boolean;
  is_in_trouble: boolean;
  state_note?: string;
  state_reason: string | null;
  liveness?: 'live' | 'stalled' | 'silent' | 'crashed' | 'ended';
  progress_percent: number;
  estimated_time_remaining: number | null;
  current_step: number | null;
  total_steps: number | null;
  step_name: string | null;
  errors: number;
  last_error: string | null;
  last_message: string | null;
  attempt: number;
  start_time: Timestamp | null;
  last_update: Timestamp | null;
  end_time: Timestamp | null;
  host: string | null;
  seq: number;
  unreadable: string | null;
}

export interface Runs {
  order: string[];
  runs: Record<string, RunSummary>;
}

export interface Eta {
  remaining_s: number;
  low_s: number;
  high_s: number;
  overdue: boolean;
}

export interface BarStatus {
  id: number;
  desc: string;
  done: number;
  total: number | null;
  percent: number | null;
  rate_per_second: number | null;
  eta: Eta | null;
  state: 'running' | 'ended';
  round: number;
}

export interface RunMessage {
  timestamp: Timestamp;
  level: string;
  message: string;
}

export interface PlotFile {
  file: string;
  timestamp?: Timestamp;
}

export type SeriesPoint =
  readonly [x: number, y: number] | { readonly x: number; readonly y: number };
export type Series = readonly SeriesPoint[] | { readonly points: readonly SeriesPoint[] };

export interface RunResources {
  cpu_s?: number;
  peak_rss_bytes?: number;
}

/** What a run says of itself. A program of another kind may have written it: all may be missing. */
export interface RunStatus {
  state_reason?: string;
  eta?: Eta | null;
  bars?: BarStatus[];
  series?: Record<string, Series>;
  messages?: RunMessage[];
  errors?: { timestamp: Timestamp; message: string }[];
  plots?: (PlotFile | string)[];
  log_file?: string;
  resources?: RunResources;
}

export interface LogPart {
  text: string;
}
