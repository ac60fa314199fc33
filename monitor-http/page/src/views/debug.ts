// Debugging: the flows, and one job of a flow, which is held, looked into, changed and stepped.

import { route } from '../core/address.ts';
import { draw } from '../core/draw.ts';
import { h } from '../core/picture.ts';
import { has } from '../core/server.ts';
import type { View } from '../frame/view.ts';
import { beginBeat, endBeat } from './debug/beat.ts';
import { leaveForm } from './debug/breakpoints/form.ts';
import { flowView } from './debug/flow.ts';
import { flowList } from './debug/flows.ts';
import { leaveVariable } from './debug/held/table.ts';
import { debugJob } from './debug/job/session.ts';
import { debugKey } from './debug/steering.ts';

export const debug: View = {
  name: 'debug',
  title: 'Debugging',
  order: 25,
  topics: [],
  isThere: () => has('flows'),
  heading: () =>
    route.rest[0] ? [route.rest[0], h('span', { class: 'quiet' }, ' flow')] : ['Debugging'],
  show: () => (route.rest[0] ? flowView(route.rest[0], route.rest[1]) : flowList()),
  begin: () => {
    beginBeat();
    document.addEventListener('keydown', debugKey);
    window.addEventListener('resize', draw);
  },
  end: () => {
    endBeat();
    document.removeEventListener('keydown', debugKey);
    window.removeEventListener('resize', draw);
    leaveForm();
    leaveVariable();
    debugJob(null);
  },
};
