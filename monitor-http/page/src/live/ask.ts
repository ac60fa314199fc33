// What is asked for beside the stream, and what is commanded.

import { draw } from '../core/draw.ts';
import { notice, say } from '../core/say.ts';
import { epoch } from './documents.ts';
import { failure, request } from './request.ts';
import type { Failure, Method } from './request.ts';

/** What there is of an answer. */
export interface Answer<T> {
  readonly value?: T | undefined;
  readonly error?: Failure | undefined;
  readonly isLoading: boolean;
}

/** The answer to what was not asked. */
export const NOT_ASKED: Answer<never> = { isLoading: false };

interface Entry {
  value: unknown;
  error: Failure | undefined;
  isLoading: boolean;
  version: string | undefined;
  at: number;
}

const asked = new Map<string, Entry>();
const KEPT_ANSWERS = 48;
const NOT_SOONER_MS = 250;

/**
 * What the server answers at `path`, at once, from the last time. It is asked again when `version`
 * is another than then; the page is drawn when the answer is there.
 */
export function ask<T>(path: string, version: string | number = 0): Answer<T> {
  let entry = asked.get(path);
  if (!entry)
    entry = { value: undefined, error: undefined, isLoading: false, version: undefined, at: 0 };
  else asked.delete(path);
  asked.set(path, entry); // the one that was used last is the last
  for (const [oldest] of asked) {
    if (asked.size <= KEPT_ANSWERS) break;
    asked.delete(oldest);
  }
  const wanted = `${version} ${epoch}`;
  if (entry.version !== wanted && !entry.isLoading) {
    const wait = entry.at + NOT_SOONER_MS - performance.now();
    const asking = entry;
    entry.isLoading = true;
    setTimeout(() => fetchInto(path, asking, wanted), Math.max(0, wait));
  }
  return entry as Answer<T>;
}

async function fetchInto(path: string, entry: Entry, wanted: string): Promise<void> {
  try {
    entry.value = await request('GET', path);
    entry.error = undefined;
  } catch (error) {
    entry.error = failure(error);
  }
  entry.version = wanted;
  entry.at = performance.now();
  entry.isLoading = false;
  draw();
}

/** A command: says what came of it, and throws nothing; `undefined` if it was refused. */
export async function command<T extends object>(
  what: string,
  method: Method,
  path: string,
  body?: unknown,
): Promise<T | Record<string, never> | undefined> {
  try {
    const value = await request<T | null>(method, path, body);
    say(`${what}: done`);
    return value === null ? {} : value;
  } catch (error) {
    notice('bad', `${what}: ${failure(error).message}`);
    return undefined;
  } finally {
    draw();
  }
}
