// Events as they are streamed and asked for.

import type { Timestamp } from './time.ts';

/** What an event has depends on its kind. */
export interface EventData {
  error?: string | { message?: string } | null;
  message?: string;
  progress?: number;
  reason?: string;
  name?: string;
  attempt?: number;
}

export interface Event {
  seq: number;
  timestamp: Timestamp;
  event_type: string;
  job_id?: string;
  worker_id?: string;
  data: EventData;
}

export interface Events {
  events: Event[];
}
