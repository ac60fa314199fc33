// The document `exec`: commands that are watched, and their samples.

import type { Kind } from './kind.ts';
import type { Timestamp } from './time.ts';

/** What a command and all below it use at one time. */
export interface Sample {
  seq: number;
  elapsed_ns: number;
  cpu_ns: number;
  cpu_percent: number;
  rss_bytes: number;
  peak_rss_bytes: number;
  read_bytes: number;
  write_bytes: number;
  read_call_bytes: number;
  write_call_bytes: number;
  processes: number;
  threads: number;
}

export interface CommandStatus {
  id: string;
  command: string[];
  begun: Timestamp;
  running: boolean;
  state_text: string;
  state_kind: Kind;
  exit: { outcome: string } | null;
  status: { code?: number } | null;
  sample: Sample | null;
  samples: number;
  samples_dropped: number;
}

export interface Commands {
  order: string[];
  commands: Record<string, CommandStatus>;
}
