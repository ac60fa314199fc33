// The document `status`: what jobs, workers and the system add up to.

import type { RecentJob } from './jobs.ts';
import type { Timestamp } from './time.ts';

/** Times in seconds. */
export interface Durations {
  count: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

/** Rates are percentages. */
export interface GroupSummary {
  total_jobs: number;
  completed_jobs: number;
  failed_jobs: number;
  cancelled_jobs: number;
  success_rate: number;
  avg_execution_time: number;
}

export interface JobSummary extends GroupSummary {
  created: number;
  currently_running: number;
  currently_paused: number;
  execution_time: Durations;
  queue_wait: Durations;
}

/** Times in seconds: `last_heartbeat` is how long ago it was. */
export interface WorkerStatus {
  host: string;
  tags: string[];
  max_concurrent_jobs: number;
  status: 'online' | 'offline';
  running_jobs: number;
  last_heartbeat: number | null;
  completed_jobs: number;
  failed_jobs: number;
  busy_fraction: number;
}

export interface RecentError {
  at: Timestamp | null;
  message: string;
}

export interface SystemSummary {
  uptime: number;
  uptime_formatted: string;
  queue_depth: number;
  max_queue_depth: number;
  error_count: number;
  recent_errors: RecentError[];
}

/** What happened in one second, minute or hour. */
export interface WindowCounts {
  started: number;
  completed: number;
  failed: number;
  cancelled: number;
}

export interface Throughput {
  seconds: WindowCounts[];
  minutes: WindowCounts[];
  hours: WindowCounts[];
}

export interface Status {
  jobs: JobSummary;
  workers: { workers: Record<string, WorkerStatus> };
  system: SystemSummary;
  tags: Record<string, GroupSummary>;
  priorities: Record<string, GroupSummary>;
  names: Record<string, GroupSummary>;
  recent_jobs: RecentJob[];
  throughput: Throughput;
}

/** What comes in the place of a document that cannot be made. */
export interface NoDocument {
  error: string;
}
