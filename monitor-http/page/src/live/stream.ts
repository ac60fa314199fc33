// The stream of the server, of one tab; or asking again and again where there is none.

import { has } from '../core/server.ts';
import { KEPT_EVENTS } from './documents.ts';
import type { Topic } from './documents.ts';
import type { LinkState } from './link.ts';
import { isPolled, poll } from './polled.ts';
import { failure, request } from './request.ts';
import { retryMs } from './retry.ts';

const POLL_MS = 2000;

/**
 * Opens the stream of these topics. `each(name, text)` is called with every message, and
 * `linked(state)` when the state of the connection changes. Returns what closes it.
 */
export function openStream(
  topics: readonly Topic[],
  each: (name: string, text: string) => void,
  linked: (state: LinkState) => void,
): () => void {
  let source: EventSource | null = null;
  let timer = 0;
  let tries = 0;
  let isClosed = false;
  const open = (): void => {
    if (isClosed) return;
    if (!has('feed')) {
      void pollAll();
      return;
    }
    const tail = topics.includes('events') ? `&batch=1&backlog=${KEPT_EVENTS}` : '';
    const opened = new EventSource(`api/v1/events?topics=${topics.join(',')}${tail}`);
    source = opened;
    opened.onopen = () => {
      tries = 0;
      linked('live');
    };
    for (const name of ['hello', 'dropped', ...topics])
      opened.addEventListener(name, message => each(name, message.data as string));
    opened.onerror = () => {
      source?.close();
      void again();
    };
  };
  // The browser would try again by itself, but not tell a server that is gone from one that refuses.
  const again = async (): Promise<void> => {
    const isThere = await request('GET', 'healthz').then(
      () => true,
      () => false,
    );
    if (isClosed) return;
    if (isThere && tries > 0) {
      void pollAll();
      return;
    }
    if (!isThere) linked('gone');
    timer = setTimeout(open, retryMs(tries) * (0.8 + 0.4 * Math.random()));
    tries += 1;
  };
  const pollAll = async (round = 1): Promise<void> => {
    const wanted = topics.filter(isPolled);
    const answers = await Promise.all(
      wanted.map(topic =>
        poll(topic).then(
          document => ({ topic, document, status: 200 }),
          error => ({ topic, document: undefined, status: failure(error).status ?? 0 }),
        ),
      ),
    );
    if (isClosed) return;
    for (const { topic, document } of answers)
      if (document !== undefined) each(topic, JSON.stringify({ full: document }));
    if (topics.includes('events')) {
      const tail = await request('GET', 'api/v1/events?limit=100').catch(() => null);
      if (tail) each('events', JSON.stringify(tail));
    }
    if (isClosed) return;
    const isThere = answers.some(({ status }) => status > 0) || wanted.length === 0;
    linked(isThere ? 'poll' : 'gone');
    timer = setTimeout(
      () => (has('feed') && round % 15 === 0 ? open() : pollAll(round + 1)),
      POLL_MS,
    );
  };
  open();
  return () => {
    isClosed = true;
    clearTimeout(timer);
    if (source) source.close();
  };
}
