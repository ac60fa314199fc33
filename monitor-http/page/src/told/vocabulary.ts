// What the words of the documents mean, a subject each. A subject that is not served has none.

import type { Kind } from './kind.ts';

/** The sign of each state by its word. */
type StateKinds = Readonly<Record<string, Kind>>;

/** What a job does from an event on; `null` at its end. */
export type JobPhase = { readonly text: string; readonly kind: Kind } | null;

export interface EventMeaning {
  readonly kind: Kind;
  readonly phase?: JobPhase;
}

export interface TraceMeaning {
  readonly text: string;
  readonly kind: Kind;
  readonly is_mark: boolean;
}

type WordWithText = readonly [word: string, text: string];

export interface Vocabulary {
  readonly jobs?: { readonly states: StateKinds; readonly priorities: readonly string[] };
  readonly workers?: { readonly states: StateKinds };
  readonly feed?: { readonly events: Readonly<Record<string, EventMeaning>> };
  readonly flows?: {
    readonly states: StateKinds;
    readonly trace: Readonly<Record<string, TraceMeaning>>;
    readonly locations: readonly WordWithText[];
  };
  readonly analyses?: {
    readonly states: StateKinds;
    readonly groups: readonly { readonly title: string; readonly states: readonly string[] }[];
    readonly settable: readonly WordWithText[];
  };
}
