// Who this page is to others: to debuggers of a job, and in the history of an analysis.

const [number = 0] = crypto.getRandomValues(new Uint16Array(1));

export const OWNER = `browser ${number.toString(16).padStart(4, '0')}`;
