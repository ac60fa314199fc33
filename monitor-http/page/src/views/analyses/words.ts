// What the documents of analyses say, in words.

import { href } from '../../core/address.ts';
import { many } from '../../core/format.ts';
import { h } from '../../core/picture.ts';
import type { Child, ElementPicture } from '../../core/picture.ts';
import { ago } from '../../core/times.ts';
import { state } from '../../parts/state.ts';
import type { Kind } from '../../parts/state.ts';
import type { Awaits, Cause, Warning } from '../../told/analyses.ts';

/** What a word of the server is for people; it may be one that is not known here. */
type Words = Readonly<Partial<Record<string, string>>>;

/** What a state means at a glance. */
const ANALYSIS_KINDS: Readonly<Partial<Record<string, Kind>>> = {
  ready: 'idle',
  wait: 'idle',
  manual: 'idle',
  queued: 'idle',
  cancelled: 'idle',
  stopped: 'idle',
  submitting: 'busy',
  running: 'busy',
  processing: 'busy',
  uploading: 'busy',
  restart: 'busy',
  suspended: 'held',
  held: 'held',
  lost: 'warn',
  review: 'warn',
  stop: 'warn',
  stopping: 'warn',
  finished: 'good',
  uploaded: 'good',
  complete: 'good',
  reviewed: 'good',
  review_failed: 'bad',
  stuck: 'bad',
  failed: 'bad',
};

/** The groups that a reader looks for, in that order. */
export type AnalysisGroup = readonly [title: string, states: string];

export const ANALYSIS_GROUPS: readonly AnalysisGroup[] = [
  ['Needs a person', 'stuck failed review review_failed held lost manual'],
  ['Under way', 'submitting queued running suspended processing uploading stop stopping restart'],
  ['To come', 'ready wait'],
  ['Done', 'finished reviewed uploaded complete stopped cancelled'],
];

export const analysisState = (word: string): ElementPicture =>
  state(word, ANALYSIS_KINDS[word] || 'idle');

export const LATE: Words = {
  submitting: 'its submission takes too long',
  queued: 'it has been queued for too long',
  held: 'it has been held for too long',
  suspended: 'it has been suspended for too long',
  running: 'it has been running for too long',
  heartbeat: 'there was no sign of life for too long',
  progress: 'there was no progress for too long',
  lost: 'it has been lost for too long',
  processing: 'it has been processing for too long',
  stopping: 'it does not end though it was cancelled',
};

const LIMITS: Words = { attempts: 'attempts', resurrections: 'rescues', retries: 'retries' };

/** Why an analysis moved; what is not known here is said in the word of the server. */
export function causeWords(cause: Cause): string {
  switch (cause.why) {
    case 'command':
      return `${cause.by} ${cause.force ? 'forced it' : 'said so'}`;
    case 'needs_met':
      return 'all that it needs is done';
    case 'need_gone':
      return `${cause.need}, which it needs, will never be done`;
    case 'turn':
      return 'it was its turn';
    case 'job':
      return `its job is ${cause.state.replaceAll('_', ' ')}`;
    case 'implied':
      return 'on the way to the next state';
    case 'vanished':
      return cause.sweeps
        ? `its job was missing from ${many(cause.sweeps, 'sweep')}`
        : 'it has no job';
    case 'answer':
      return `it is ${cause.yes ? '' : 'not '}${cause.ask}`;
    case 'rescue':
      return `rescue ${cause.n} of ${cause.of}`;
    case 'done':
      return `${cause.action}: done`;
    case 'busy':
      return `${cause.action}: busy: ${cause.error}`;
    case 'refused':
      return `${cause.action}: refused: ${cause.error}`;
    case 'not_done':
      return `${cause.action}: was never done`;
    case 'limit':
      return `all ${cause.of} ${LIMITS[cause.limit] || cause.limit} are used up`;
    case 'late':
      return LATE[cause.clock] || cause.clock;
    case 'rule':
      return cause.reason;
    case 'import':
      return 'taken over';
    default:
      return (cause as { why: string }).why;
  }
}

/** What an analysis waits for. */
export function awaitedWords(awaited: Awaits): Child {
  switch (awaited.awaits) {
    case 'need':
      return [
        h('a', { href: analysisHref(awaited.key) }, awaited.key),
        ', which is ',
        analysisState(awaited.state),
      ];
    case 'outcome':
      return `the outcome of: ${awaited.action} (${awaited.tag})`;
    case 'scheduler':
      return 'the scheduler';
    case 'release':
      return 'somebody to release its job';
    case 'evidence':
      return awaited.sweeps
        ? `its job to be found, which was missing from ${many(awaited.sweeps, 'sweep')}`
        : 'its job or its results to be found';
    case 'processing':
      return 'its post-processing';
    case 'turn':
      return awaited.after ? ['its turn, not before ', ago(awaited.after)] : 'its turn in a cycle';
    case 'person':
      return 'a person';
    default:
      return (awaited as { awaits: string }).awaits;
  }
}

/** What is worth saying about a plan. */
export function warningWords(warning: Warning): string {
  switch (warning.warning) {
    case 'outage':
      return [
        `${many(warning.vanished, 'job')} of ${warning.of} vanished from ${warning.scheduler} `,
        'at once: nothing is concluded from that',
      ].join('');
    case 'unhealthy':
      return [
        `${warning.scheduler} ${warning.answered ? 'answered with errors' : 'did not answer'}`,
        ': what it did not say means nothing',
      ].join('');
    case 'unknown_scheduler':
      return `no analysis runs at ${warning.scheduler}`;
    case 'unknown_subject':
      return `no analysis is about ${warning.subject}`;
    case 'stale':
      return `what ${warning.scheduler} said of ${warning.analyses} analyses is older than their last move`;
    case 'reused':
      return `job ${warning.job} has the number that ${warning.key} had: it is another job`;
    case 'unknown_word':
      return `the job of ${warning.key} is ${warning.raw}, which is not known here`;
    case 'illegal':
      return `${warning.key} cannot go from ${warning.from} to ${warning.to}`;
    case 'vetoed':
      return `${warning.key} may not go to ${warning.to}: ${warning.why}`;
    case 'full':
      return `${warning.waiting} that are ready have to wait: there may be no more jobs at one time`;
    default:
      return (warning as { warning: string }).warning;
  }
}

export const QUESTIONS: Words = {
  complete: 'Are its results there?',
  rescuable: 'Can its job go on from where it came to?',
  processed: 'Has its post-processing ended well?',
};

export const ACTIONS: Words = {
  submit: 'submit a job',
  rescue: 'submit a job that goes on from where the last one came to',
  cancel: 'cancel its job',
  process: 'start the post-processing',
  upload: 'upload the results',
};

export const analysisHref = (key: string): string => href('analyses', key.split('/'));
