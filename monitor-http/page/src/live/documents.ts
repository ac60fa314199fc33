// What the server has told: documents by name, and the last events.

import { draw } from '../core/draw.ts';
import { setNow } from '../core/times.ts';
import type { Analyses } from '../told/analyses.ts';
import type { Commands } from '../told/commands.ts';
import type { Event } from '../told/events.ts';
import type { Jobs } from '../told/jobs.ts';
import type { Runs } from '../told/runs.ts';
import type { NoDocument, Status } from '../told/status.ts';
import { patched } from './patch.ts';

/** A document is a `Feed::document` of the host; its name is its topic. */
export interface Documents {
  status?: Status | NoDocument;
  jobs?: Jobs;
  runs?: Runs;
  exec?: Commands;
  analyses?: Analyses;
}

export type DocumentName = keyof Documents;
/** What the stream can be asked for. */
export type Topic = DocumentName | 'events';

/** What a message of the stream has in it. */
interface Data {
  readonly version?: number;
  readonly full?: unknown;
  readonly patch?: unknown;
  readonly events?: readonly Event[];
  readonly count?: number;
  readonly now?: string;
  readonly stream?: string;
}

/** The newest state of each document of the stream; absent as long as it has not come. */
export const docs: Readonly<Documents> = {};
const versions: Partial<Record<string, number>> = {};
/** The last events, oldest first, while a view wants them. */
export let events: readonly Event[] = [];
export let droppedEvents = 0;
export const KEPT_EVENTS = 500;
/** Which feed the documents are of: another one after a restart of the server. */
export let feedId: string | null = null;
/** Grows when everything may have become another: what was asked for before is asked for again. */
export let epoch = 0;

/** The document `status`, if there is one. */
export function statusNow(): Status | undefined {
  return docs.status && !isMissing(docs.status) ? docs.status : undefined;
}

export function isMissing(status: Status | NoDocument): status is NoDocument {
  return Boolean((status as Partial<NoDocument>).error);
}

/** Takes one message of the stream; false if something before it is missing. */
export function takeMessage(name: string, text: string): boolean {
  const data = JSON.parse(text) as Data;
  const before = versions[name];
  if (name === 'hello') takeHello(data);
  else if (name === 'events') takeEvents(data.events ?? []);
  else if (name === 'dropped') droppedEvents += data.count ?? 0;
  else if (data.full !== undefined) keep(name, data.full);
  else if (before === undefined || data.version === undefined) return false;
  else if (before === data.version - 1) keep(name, patched(kept(name), data.patch));
  else return before >= data.version;
  if (data.version !== undefined) versions[name] = data.version;
  draw();
  return true;
}

/** A document as it is told to another tab. */
export function wholeMessage(name: string): string | undefined {
  const full = kept(name);
  return full === undefined ? undefined : JSON.stringify({ version: versions[name], full });
}

/** What is said first of all, as it is told to another tab. */
export function helloMessage(now: string): string {
  return JSON.stringify({ stream: feedId, now });
}

function kept(name: string): unknown {
  return (docs as Record<string, unknown>)[name];
}

function keep(name: string, value: unknown): void {
  (docs as Record<string, unknown>)[name] = value;
}

function takeHello(hello: Data): void {
  if (hello.now) setNow(Date.parse(hello.now));
  if (feedId !== null && feedId !== hello.stream) {
    events = [];
    droppedEvents = 0;
    epoch += 1;
  }
  feedId = hello.stream ?? null;
}

function takeEvents(fresh: readonly Event[]): void {
  const last = events.at(-1)?.seq ?? 0;
  const added = fresh.filter(event => event.seq > last);
  if (added.length) events = events.concat(added).slice(-KEPT_EVENTS);
}
