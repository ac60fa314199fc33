// What is asked for beside the stream, and what is commanded.

const asked = new Map();
const KEPT_ANSWERS = 48;
const NOT_SOONER_MS = 250;

/**
 * What the server answers at `path`: `{ value, error, isLoading }`, at once, from the last time. It
 * is asked again when `version` is another than then; the page is drawn when the answer is there.
 */
function ask(path, version = 0) {
  let entry = asked.get(path);
  if (!entry)
    entry = { value: undefined, error: undefined, isLoading: false, version: undefined, at: 0 };
  else asked.delete(path);
  asked.set(path, entry); // the one that was used last is the last
  if (asked.size > KEPT_ANSWERS) asked.delete(asked.keys().next().value);
  const wanted = `${version} ${epoch}`;
  if (entry.version !== wanted && !entry.isLoading) {
    const wait = entry.at + NOT_SOONER_MS - performance.now();
    entry.isLoading = true;
    setTimeout(() => fetchInto(path, entry, wanted), Math.max(0, wait));
  }
  return entry;
}

async function fetchInto(path, entry, wanted) {
  try {
    entry.value = await request('GET', path);
    entry.error = undefined;
  } catch (error) {
    entry.error = error;
  }
  entry.version = wanted;
  entry.at = performance.now();
  entry.isLoading = false;
  draw();
}

/** One request; throws an `Error` whose message is what the server says is wrong, with its `status`. */
async function request(method, path, body) {
  const headers = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw Object.assign(new Error('the server does not answer'), { status: 0 });
  }
  const text = await answer.text();
  let value = text;
  try {
    value = text ? JSON.parse(text) : null;
  } catch {
    /* it is a text */
  }
  if (answer.ok) return value;
  const said = value && value.error && value.error.message;
  throw Object.assign(new Error(said || `${answer.status} ${answer.statusText}`), {
    status: answer.status,
  });
}

/** A command: says what came of it, and throws nothing; `undefined` if it was refused. */
async function command(what, method, path, body) {
  try {
    const value = await request(method, path, body);
    say(`${what}: done`);
    return value === null ? {} : value;
  } catch (error) {
    notice('bad', `${what}: ${error.message}`);
    return undefined;
  } finally {
    draw();
  }
}
