// One request to the server.

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** What went wrong; the status is 0 where there was no answer. */
export interface Failure extends Error {
  readonly status?: number;
}

/** What was thrown, as an error. */
export function failure(thrown: unknown): Failure {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

export function failedWith(message: string, status: number): Failure {
  return Object.assign(new Error(message), { status });
}

/** Asks, and gives what was answered: that it is a `T` is the word of the server. */
export async function request<T>(method: Method, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw failedWith('the server does not answer', 0);
  }
  const text = await answer.text();
  let value: unknown = text;
  try {
    value = text ? JSON.parse(text) : null;
  } catch {
    /* it is a text */
  }
  if (answer.ok) return value as T;
  const said = (value as { error?: { message?: string } } | null)?.error?.message;
  throw failedWith(said || `${answer.status} ${answer.statusText}`, answer.status);
}
