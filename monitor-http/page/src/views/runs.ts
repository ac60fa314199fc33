// Runs: how far they are, whether they live, and when they will be done.

import { href, route } from '../core/address.ts';
import { count } from '../core/format.ts';
import { h } from '../core/picture.ts';
import { has } from '../core/server.ts';
import { watch } from '../frame/bell.ts';
import type { View } from '../frame/view.ts';
import { docs } from '../live/documents.ts';
import { runList } from './runs/list.ts';
import { runPage } from './runs/page.ts';
import { runRows } from './runs/rows.ts';

export const runs: View = {
  name: 'runs',
  title: 'Runs',
  order: 40,
  topics: ['runs'],
  isThere: () => has('runs'),
  badge: () => {
    const all = runRows();
    const running = all.filter(run => run.state_kind === 'busy').length;
    const bad = all.filter(run => run.is_in_trouble).length;
    return running || bad
      ? {
          value: count(running),
          words: `running${bad ? `, ${bad} in trouble` : ''}`,
          kind: bad ? 'bad' : '',
        }
      : null;
  },
  above: () => (route.rest.length ? h('a', { href: href('runs') }, 'Runs') : null),
  heading: () => {
    const [id] = route.rest;
    return [(id && docs.runs?.runs[id]?.experiment_name) || id || 'Runs'];
  },
  show: () => (route.rest[0] === undefined ? runList() : runPage(route.rest[0])),
  watches: watch('runs', (old, fresh) =>
    fresh.order.flatMap(id => {
      const [then, run] = [old.runs[id], fresh.runs[id]];
      if (!then || !run) return [];
      const [was, word] = [then.state_text, run.state_text];
      if (was === word || run.state_kind === 'busy') return [];
      return [
        {
          tag: `run ${id}`,
          title: `${run.experiment_name}: ${word}`,
          body: run.state_reason || run.last_error || run.last_message || '',
          address: href('runs', [id]),
        },
      ];
    }),
  ),
};
