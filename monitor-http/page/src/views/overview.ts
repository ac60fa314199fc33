// The overview: how everything stands, on one screen.

import { href } from '../core/address.ts';
import { h } from '../core/picture.ts';
import type { ElementPicture } from '../core/picture.ts';
import { has, may } from '../core/server.ts';
import type { View } from '../frame/view.ts';
import { command } from '../live/ask.ts';
import { docs, isMissing } from '../live/documents.ts';
import { button, empty, section, waiting } from '../parts/parts.ts';
import { awayCard, beginVisits } from './overview/away.ts';
import { runningCommandsCard, runsCard, troubleCard } from './overview/cards.ts';
import { jobFigures, latencyCard, throughputCard } from './overview/figures.ts';
import { workerRows, workerTable } from './workers/table.ts';

export const overview: View = {
  name: 'overview',
  title: 'Overview',
  order: 0,
  topics: ['status', 'jobs', 'runs', 'exec'],
  isThere: () => true,
  show: () => {
    const { status } = docs;
    if (status && isMissing(status)) {
      return empty(
        `${status.error}: no figures are kept.`,
        may('metrics')
          ? button('Enable it', () => command('Enable', 'POST', 'system/enable'))
          : 'The host can enable it.',
      );
    }
    const isNew =
      has('status') &&
      status &&
      !status.jobs.total_jobs &&
      !status.jobs.created &&
      !workerRows().length;
    return [
      awayCard(),
      has('status') && !status ? waiting() : null,
      isNew ? welcomeCard() : null,
      status && !isNew ? jobFigures(status) : null,
      h(
        'div',
        { class: 'columns' },
        status && !isNew ? [throughputCard(status), latencyCard(status)] : null,
        has('runs') ? runsCard() : null,
        status && workerRows().length
          ? section(
              'Workers',
              { aside: h('a', { href: href('workers') }, 'All') },
              workerTable(workerRows().slice(0, 8), 'w-'),
            )
          : null,
        status && !isNew ? troubleCard(status) : null,
        has('exec') ? runningCommandsCard() : null,
      ),
    ];
  },
  load: beginVisits,
};

function welcomeCard(): ElementPicture {
  return section(
    'No notification yet',
    {},
    h(
      'p',
      null,
      'Jobs, workers and errors appear when a program emits events to this host. ',
      'For a demonstration, run ',
      h('code', null, 'monitor serve --demo'),
      '.',
    ),
  );
}
