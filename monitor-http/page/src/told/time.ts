// How the server tells times.

/** RFC 3339, in UTC. */
export type Timestamp = string;
