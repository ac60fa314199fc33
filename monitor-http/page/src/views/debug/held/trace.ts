// The last events of a job.

import { href } from '../../../core/address.ts';
import { duration, isNumber } from '../../../core/format.ts';
import { h } from '../../../core/picture.ts';
import type { ElementPicture } from '../../../core/picture.ts';
import { VOCABULARY } from '../../../core/server.ts';
import { clock } from '../../../core/times.ts';
import { section, waiting } from '../../../parts/parts.ts';
import { state } from '../../../parts/state.ts';
import type { DebuggedJob } from '../job/session.ts';

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
            const meaning = VOCABULARY.flows?.trace[event.event_type];
            const { data } = event;
            return h(
              'li',
              { key: event.seq },
              clock(event.timestamp),
              h('span', { class: 'strong' }, event.routine_id || it.id),
              state(
                meaning?.text ?? event.event_type,
                event.status === 'failed' ? 'bad' : meaning?.kind,
              ),
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
