// Flows, their jobs, and what happened in one of these.

import type { Timestamp } from './time.ts';

export interface Routine {
  routine_id: string;
  class_name: string;
  slots: string[];
  events: string[];
}

export interface Connection {
  source_routine: string;
  source_event: string;
  target_routine: string;
}

export interface Flow {
  flow_id: string;
  routines: Record<string, Routine>;
  connections: Connection[];
}

export interface Flows {
  flows: Flow[];
}

export interface FlowJob {
  job_id: string;
  flow_id: string;
  status: string;
  created_at: Timestamp;
  started_at: Timestamp | null;
  completed_at: Timestamp | null;
  error: string | null;
}

export interface FlowJobs {
  jobs: FlowJob[];
  total: number;
}

/** Times in seconds. */
export interface RoutineMetrics {
  routine_id: string;
  execution_count: number;
  total_duration: number;
  avg_duration: number | null;
  max_duration: number | null;
  error_count: number;
}

export interface JobMetrics {
  flow_id: string;
  status: string;
  total_routines: number;
  failed_routines: number;
  total_events: number;
  duration: number;
  held_ms: number;
  dropped_events: number;
  routine_metrics: Record<string, RoutineMetrics>;
}

/** What an event has depends on its kind. */
export interface TraceData {
  slot_name?: string;
  event_name?: string;
  label?: string;
  frame?: number;
  cause?: number;
  lane?: number;
  reason?: string;
  message?: string;
}

export interface TraceEvent {
  seq: number;
  routine_id: string;
  event_type: string;
  timestamp: Timestamp;
  data: TraceData;
  duration: number | null;
  status: string | null;
}

export interface Trace {
  events: TraceEvent[];
}
