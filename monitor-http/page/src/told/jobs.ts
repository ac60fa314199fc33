// The document `jobs`: those that are known one by one.

import type { Timestamp } from './time.ts';

/** A job that is open. */
export interface ActiveJob {
  job_id: string;
  name: string;
  status: string;
  tags: string[];
  priority: string;
  created_at: Timestamp | null;
  queued_at?: Timestamp;
  started_at?: Timestamp;
  attempts: number;
  worker_id?: string;
}

/** A job that has ended; times in seconds. */
export interface RecentJob {
  job_id: string;
  name: string;
  status: string;
  execution_time: number;
  tags: string[];
  priority: string;
  created_at: Timestamp | null;
  completed_at?: Timestamp;
  failed_at?: Timestamp;
  cancelled_at?: Timestamp;
  error?: string;
  attempts: number;
  worker_id?: string;
}

/** One of the two: what the other one has may be there. */
export type KnownJob = ActiveJob & Partial<RecentJob>;

export interface Jobs {
  jobs: Record<string, KnownJob>;
}
