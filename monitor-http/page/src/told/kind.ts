// What a state means at a glance, in the words of the server.

/** What a word for a state means. */
export type Kind = 'good' | 'bad' | 'warn' | 'busy' | 'held' | 'idle';
