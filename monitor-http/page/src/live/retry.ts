// How long to wait before something is tried again.

const RETRY_MS = [1000, 2000, 4000, 8000];

/** Milliseconds after so many tries. */
export function retryMs(tries: number): number {
  return RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 0;
}
