// A job under the debugger: its session, what is held, and its breakpoints.

import type { TraceEvent } from './flows.ts';
import type { Timestamp } from './time.ts';

export interface Lane {
  lane: number;
  routine_id: string;
  reason: string;
  breakpoint_id: string | null;
  held_since: Timestamp;
  held_until: Timestamp;
}

export interface Session {
  status: string;
  controller: string | null;
  lease_s: number;
  lanes: Lane[];
}

export interface Frame {
  frame: number;
  routine_id: string;
  slot_name: string;
  line: number;
}

export interface Variables {
  local: Record<string, unknown>;
  shared: Record<string, unknown>;
  truncated?: boolean;
}

/** The value of an expression, or why it has none. */
export interface Evaluated {
  result?: unknown;
  error: string | null;
}

export interface Breakpoint {
  breakpoint_id: string;
  type: 'routine' | 'slot' | 'event' | 'label' | 'error';
  routine_id: string;
  slot_name: string | null;
  event_name: string | null;
  label?: string;
  condition: string | null;
  hit_condition: string | null;
  log_message: string | null;
  once: boolean;
  enabled: boolean;
  hit_count: number;
  error_count: number;
  last_error: string | null;
}

export interface Breakpoints {
  breakpoints: Breakpoint[];
}

/** What comes over the socket of a job. */
export type Message =
  | ({ type: 'debug_session' } & Session)
  | { type: 'debug_event'; event: TraceEvent }
  | { type: 'dropped'; count: number }
  | { type: 'response'; id: number; ok: true; body: unknown }
  | { type: 'response'; id: number; ok: false; error: { message: string; status: number } };
