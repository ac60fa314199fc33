// What to ask for where there is no stream.

import type { DocumentName, Topic } from './documents.ts';
import { request } from './request.ts';

/** A path, and how its answer becomes the document. */
interface Polled {
  readonly path: string;
  readonly document: (answer: unknown) => unknown;
}

const POLLED: { readonly [name in DocumentName]?: Polled } = {
  status: { path: 'status', document: answer => answer },
  jobs: { path: 'api/v1/jobs', document: all => byId(all, 'job_id', 'jobs') },
  runs: { path: 'api/v1/runs', document: all => byId(all, 'id', 'runs') },
  exec: { path: 'api/v1/exec', document: all => byId(all, 'id', 'commands') },
};

/** Whether there is something to ask for. */
export function isPolled(topic: Topic): topic is DocumentName {
  return topic !== 'events' && POLLED[topic] !== undefined;
}

/** Asks for a document. */
export async function poll(topic: DocumentName): Promise<unknown> {
  const polled = POLLED[topic];
  return polled && polled.document(await request(`GET`, polled.path));
}

function byId(answer: unknown, id: string, name: string): unknown {
  const all = answer as readonly Readonly<Record<string, string>>[];
  return {
    order: all.map(one => one[id]),
    [name]: Object.fromEntries(all.map(one => [one[id], one])),
  };
}
