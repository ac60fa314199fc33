// The views that there are, in the order of the navigation where they have the same place in it.

import type { View } from './frame/view.ts';
import { analyses } from './views/analyses.ts';
import { commands } from './views/commands.ts';
import { debug } from './views/debug.ts';
import { events } from './views/events.ts';
import { jobs } from './views/jobs.ts';
import { overview } from './views/overview.ts';
import { runs } from './views/runs.ts';
import { workers } from './views/workers.ts';

export const VIEWS: readonly View[] = [
  overview,
  jobs,
  workers,
  runs,
  commands,
  events,
  debug,
  analyses,
];
