// Commands: what programs use while they run, and how they ended.

import { href, route } from '../core/address.ts';
import { count } from '../core/format.ts';
import { h } from '../core/picture.ts';
import { has } from '../core/server.ts';
import type { View } from '../frame/view.ts';
import { docs } from '../live/documents.ts';
import { commandList } from './commands/list.ts';
import { commandPage } from './commands/page.ts';
import { commandRows } from './commands/rows.ts';

export const commands: View = {
  name: 'commands',
  title: 'Commands',
  order: 50,
  topics: ['exec'],
  isThere: () => has('exec'),
  badge: () => {
    const running = docs.exec ? commandRows().filter(one => one.running).length : 0;
    return running ? { value: count(running), words: 'running' } : null;
  },
  above: () => (route.rest.length ? h('a', { href: href('commands') }, 'Commands') : null),
  heading: () => [route.rest[0] || 'Commands'],
  show: () => (route.rest[0] === undefined ? commandList() : commandPage(route.rest[0])),
};
