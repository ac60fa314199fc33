// The last events of a job.

import { href } from '../../../core/address.ts';
import { duration, isNumber } from '../../../core/format.ts';
import { h } from '../../../core/picture.ts';
import type { ElementPicture } from '../../../core/picture.ts';
import { clock } from '../../../core/times.ts';
import { section, waiting } from '../../../parts/parts.ts';
import { state } from '../../../parts/state.ts';
import type { Kind } from '../../../told/kind.ts';
import type { DebuggedJob } from '../job/session.ts';

const TRACE_WORDS: Readonly<Partial<Record<string, readonly [word: string, kind: Kind]>>> = {
  routine_start: ['called', 'busy'],
  slot_call: ['slot', 'idle'],
  event_emit: ['hands out', 'idle'],
  checkpoint: ['comes to', 'idle'],
  routine_complete: ['done', 'good'],
  routine_error: ['failed', 'bad'],
  breakpoint_hit: ['breakpoint hit', 'held'],
  log_message: ['log', 'busy'],
  job_paused: ['held', 'held'],
  job_resumed: ['goes on', 'busy'],
  job_completed: ['job ended', 'good'],
};

/** The last events of the job, newest first. */
export function tracePanel(it: DebuggedJob): ElementPicture {
  const rows = it.trace
    .filter(event => event.event_type !== 'slot_call')
    .slice(-14)
    .reverse();
  return section(
    'What happens',
    { key: 'trace', aside: h('a', { href: href('jobs', [it.id]) }, 'The whole job') },
    rows.length === 0
      ? waiting()
      : h(
          'ol',
          { class: 'trace' },
          rows.map(event => {
            const [word, kind] = TRACE_WORDS[event.event_type] ?? [event.event_type, 'idle'];
            const { data } = event;
            return h(
              'li',
              { key: event.seq },
              clock(event.timestamp),
              h('span', { class: 'strong' }, event.routine_id || it.id),
              state(word, event.status === 'failed' ? 'bad' : kind),
              h(
                'span',
                { class: 'quiet' },
                data.event_name ||
                  data.label ||
                  data.message ||
                  (data.reason || '').replaceAll('_', ' ') ||
                  (event.event_type === 'job_completed' ? event.status : '') ||
                  (isNumber(event.duration) ? duration(event.duration) : ''),
              ),
            );
          }),
        ),
  );
}
