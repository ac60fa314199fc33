// What this browser keeps for the page.

/** What was kept under `key`; `otherwise` where nothing is. */
export function remembered<T>(key: string, otherwise: T): T {
  try {
    // Only `remember` has written it.
    return (JSON.parse(localStorage.getItem(`monitor ${key}`) ?? 'null') as T | null) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(key: string, value: unknown): void {
  try {
    localStorage.setItem(`monitor ${key}`, JSON.stringify(value));
  } catch {
    /* a private window */
  }
}
