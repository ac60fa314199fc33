// The life of a job, and the activations in it, as timelines.

import { millis } from '../../core/format.ts';
import type { Child, ElementPicture } from '../../core/picture.ts';
import { VOCABULARY } from '../../core/server.ts';
import { now } from '../../core/times.ts';
import type { Kind } from '../../told/kind.ts';
import { timeline } from '../../parts/timeline.ts';
import type { Mark, Span } from '../../parts/timeline.ts';
import type { Event } from '../../told/events.ts';
import type { Trace } from '../../told/flows.ts';

/** The life of a job by its events: where it waited, ran and stood still. */
export function lifeChart(list: readonly Event[]): Child {
  const spans: Span[] = [];
  let open: Omit<Span, 'to'> | null = null;
  for (const event of list) {
    const at = millis(event.timestamp);
    const phase = VOCABULARY.feed?.events[event.event_type]?.phase;
    if (phase === undefined) continue;
    if (open) spans.push({ ...open, to: at });
    open = phase && { from: at, name: phase.text, kind: phase.kind };
  }
  if (open) spans.push({ ...open, to: now(), isOpen: true });
  if (!spans.length) return null;
  const lanes = [...new Set(spans.map(span => span.name))].map(name => ({
    name,
    spans: spans.filter(span => span.name === name),
  }));
  return timeline('The life of the job', lanes);
}

/** An activation of a routine; `to` is null as long as it is at work. */
interface Activation {
  readonly name: string;
  readonly cause: number | undefined;
  readonly from: number;
  readonly to: number | null;
  readonly kind: Kind;
  readonly error?: string;
  readonly marks: Mark[];
}

/** The activations of a job, each below what caused it. */
export function traceChart(trace: Trace): ElementPicture {
  const frames = new Map<number | undefined, Activation>();
  const last = trace.events.at(-1);
  const end = last?.event_type === 'job_completed' ? millis(last.timestamp) : now();
  for (const { event_type: type, routine_id: name, timestamp, data } of trace.events) {
    const at = millis(timestamp);
    const frame = frames.get(data.frame);
    const meaning = VOCABULARY.flows?.trace[type];
    if (type === 'routine_start')
      frames.set(data.frame, {
        name,
        cause: data.cause,
        from: at,
        to: null,
        kind: 'busy',
        marks: [],
      });
    else if (frame && type === 'routine_complete') Object.assign(frame, { to: at, kind: 'good' });
    else if (frame && type === 'routine_error')
      Object.assign(frame, { to: at, kind: 'bad', error: data.message });
    else if (frame && meaning?.is_mark)
      frame.marks.push({
        at,
        kind: meaning.kind,
        title: [
          type.replaceAll('_', ' '),
          data.event_name || data.slot_name || data.label || '',
          data.message || '',
        ]
          .filter(text => text)
          .join(': '),
      });
  }
  const depth = (frame: Activation) => {
    let deep = 0;
    for (let at: Activation | undefined = frame; at && deep < 12; at = frames.get(at.cause))
      deep += 1;
    return deep - 1;
  };
  const lanes = [...frames].map(([number, frame]) => ({
    key: number ?? '',
    name: frame.name,
    indent: depth(frame),
    marks: frame.marks,
    spans: [
      {
        from: frame.from,
        to: frame.to ?? end,
        isOpen: frame.to === null,
        kind: frame.kind,
        name: frame.error ? `${frame.name}: ${frame.error}` : frame.name,
      },
    ],
  }));
  return timeline('Activations, each below what caused it', lanes);
}
