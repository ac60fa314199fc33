// What JavaScript can ask of Monitor: node monitor.mjs [URL]. In a browser the stream is an
// `EventSource`, which also comes again by itself; here it is read by hand, with a bearer.
const url = process.argv[2] ?? 'http://127.0.0.1:8765';
const token = process.env.MONITOR_TOKEN;
const headers = token ? { Authorization: `Bearer ${token}` } : {};

async function ask(path) {
  const answer = await fetch(`${url}/${path}`, { headers });
  const document = await answer.json();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${document.error.message}`);
  return document;
}

/** Events as they come: [name, data], where events have no name. */
async function* stream(query) {
  const answer = await fetch(`${url}/api/v1/events?${query}`, { headers: { ...headers, Accept: 'text/event-stream' } });
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of answer.body) {
    text += decoder.decode(piece, { stream: true });
    const messages = text.split('\n\n');
    text = messages.pop();
    for (const message of messages) {
      const fields = Object.fromEntries(message.split('\n').map(line => line.split(/: (.*)/s)).filter(([, value]) => value));
      if (fields.data) yield [fields.event, JSON.parse(fields.data)];
    }
  }
}

const summary = await ask('jobs/summary');
console.log(`${summary.completed_jobs} completed, ${summary.failed_jobs} failed, ${summary.success_rate.toFixed(1)} %`);
for (const run of await ask('api/v1/runs')) console.log(`${run.experiment_name}: ${run.status}, ${run.progress_percent.toFixed(0)} %`);

let left = 5;
for await (const [name, data] of stream('topics=events&backlog=5')) {
  if (name === 'dropped') console.log(`${data.count} events came too fast`);
  if (name) continue;
  console.log(`${data.timestamp} ${data.event_type} ${data.job_id ?? ''}`);
  left -= 1;
  if (left === 0) break;
}
