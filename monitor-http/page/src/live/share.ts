// One stream for all tabs of a browser, which has six connections for each server and no more.
//
// The tab that holds a lock has the stream and hands on what comes; when it is closed, the next one
// gets the lock. Each tab says which topics it wants; the stream has those of all. Where there are
// no locks (a page that is neither from this machine nor encrypted), a tab has its own stream while
// it can be seen.

import { has } from '../core/server.ts';
import { now } from '../core/times.ts';
import { events, helloMessage, takeMessage, wholeMessage } from './documents.ts';
import type { Topic } from './documents.ts';
import { link, setLink } from './link.ts';
import type { LinkState } from './link.ts';
import { openStream } from './stream.ts';

/** What one tab says to the others: it is one of these at a time, to one tab or to all. */
interface Word {
  readonly join?: string;
  readonly topics?: readonly Topic[];
  readonly leave?: string;
  readonly who?: boolean;
  readonly to?: string;
  readonly link?: LinkState;
  readonly name?: string;
  readonly text?: string;
}

const tab = crypto.getRandomValues(new Uint32Array(2)).join('-');
// There are no locks where the page is not encrypted, whatever the types say.
const locks = navigator.locks as LockManager | undefined;
const channel =
  locks && 'BroadcastChannel' in window
    ? new BroadcastChannel(`monitor ${location.pathname}`)
    : null;
/** What other tabs want: topics, and when they said so. */
const others = new Map<string, { topics: readonly Topic[]; at: number }>();
const FORGET_OTHERS_MS = 90_000;
let isLeader = false;
let close: (() => void) | null = null;
let streamed: readonly Topic[] = [];
/** What this tab wants; the base is what the frame of the page shows. */
let wanted: readonly Topic[] = [];

/** Whether it is this tab that tells what has come: one of all does. */
export function isTeller(): boolean {
  return isLeader || !channel;
}

/** Says what this tab wants to know from now on. */
export function want(topics: readonly Topic[]): void {
  const list = [...new Set(topics)].filter(topic => topic === 'events' || has(topic)).sort();
  if (list.join() === wanted.join()) return;
  wanted = list;
  if (isLeader) follow();
  else join();
}

function post(word: Word): void {
  if (channel) channel.postMessage(word);
}

function join(): void {
  post({ join: tab, topics: wanted });
}

/** Opens the stream anew if somebody wants something that is not in it. */
function follow(isForced = false): void {
  for (const [other, { at }] of others)
    if (Date.now() - at > FORGET_OTHERS_MS) others.delete(other);
  const theirs = [...others.values()].flatMap(({ topics }) => topics);
  const all = [...new Set([...wanted, ...theirs])].sort();
  if (!isForced && close && all.every(topic => streamed.includes(topic))) return;
  if (close) close();
  streamed = all;
  close = openStream(all, hand, state => {
    setLink(state);
    tell({ link: state });
  });
}

function tell(word: Word): void {
  if (others.size) post(word);
}

function hand(name: string, text: string): void {
  tell({ name, text });
  if (!takeMessage(name, text)) follow(true);
}

function heard({ join: other, topics = [], leave, who, to, link: state, name, text }: Word): void {
  if (other && isLeader) {
    others.set(other, { topics, at: Date.now() });
    const isEnough = topics.every(topic => streamed.includes(topic));
    follow();
    if (isEnough) welcome(other, topics);
  } else if (leave) others.delete(leave);
  else if (who && !isLeader) join();
  else if (isLeader || (to && to !== tab)) return;
  else if (state) setLink(state);
  // A gap, or a first message that is no whole document: the leader has the whole one.
  else if (name && text !== undefined && !takeMessage(name, text)) join();
}

/** What a tab has to know that has just come. */
function welcome(to: string, topics: readonly Topic[]): void {
  post({ to, name: 'hello', text: helloMessage(new Date(now()).toISOString()) });
  for (const name of topics) {
    const text = name === 'events' ? JSON.stringify({ events }) : wholeMessage(name);
    if (text !== undefined) post({ to, name, text });
  }
  post({ to, link: link.state });
}

function lead(): void {
  isLeader = true;
  tell({ who: true });
  post({ who: true });
  follow();
}

export function connect(): void {
  if (!channel || !locks) {
    const seen = () => {
      if (!document.hidden) lead();
      else if (close) {
        close();
        close = null;
      }
    };
    document.addEventListener('visibilitychange', seen);
    seen();
    return;
  }
  channel.onmessage = ({ data }: MessageEvent<Word>) => heard(data);
  void locks.request(`monitor stream ${location.pathname}`, () => {
    lead();
    return new Promise(() => {});
  });
  join();
  setInterval(() => {
    if (isLeader) post({ who: true });
  }, FORGET_OTHERS_MS / 3);
  window.addEventListener('pagehide', () => post({ leave: tab }));
}
