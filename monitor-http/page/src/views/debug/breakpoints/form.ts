// The form for a breakpoint with a condition.

import { draw, focusSoon } from '../../../core/draw.ts';
import { h } from '../../../core/picture.ts';
import type { Child, ElementPicture } from '../../../core/picture.ts';
import type { Props } from '../../../core/props.ts';
import { VOCABULARY } from '../../../core/server.ts';
import { failure } from '../../../live/request.ts';
import { button } from '../../../parts/parts.ts';
import { sign } from '../../../parts/state.ts';
import type { Breakpoint } from '../../../told/debugging.ts';
import type { Flow } from '../../../told/flows.ts';
import { isOver } from '../job/role.ts';
import type { DebuggedJob } from '../job/session.ts';
import { removeBreakpoint, setBreakpoint } from './changes.ts';
import type { NewBreakpoint, Stop } from './changes.ts';

interface Draft {
  routine: string;
  kind: Breakpoint['type'];
  /** Of the slot or the event. */
  name: string;
  condition: string;
  hits: string;
  log: string;
  once: boolean;
  isForLater: boolean;
  /** What it is put in the place of. */
  readonly replaces?: Stop;
}

/** A part of the form that holds a text. */
type TextName = 'condition' | 'hits' | 'log';

type Option = readonly [value: string, words: string];

/** What stands in the form. */
let draft: Draft | null = null;
let draftError: string | null = null;

const LOCATIONS: readonly Option[] = VOCABULARY.flows?.locations ?? [];

export function isFormOpen(): boolean {
  return draft !== null;
}

/** Opens the form for a breakpoint that is there. */
export function changeStop(stop: Stop): void {
  open({ ...draftOf(stop), replaces: stop });
}

/** Opens the form for a new one. */
export function newStop(flow: Flow): void {
  open(freshDraft(flow));
}

/** Closes the form. */
export function leaveForm(): void {
  draft = null;
  draftError = null;
}

function open(opened: Draft): void {
  draft = opened;
  draftError = null;
  draw();
  focusSoon('#bp-condition');
}

function draftOf(stop: Stop): Draft {
  return {
    routine: stop.routine_id,
    kind: stop.type,
    name: stop.slot_name || stop.event_name || '',
    condition: stop.condition || '',
    hits: stop.hit_condition || '',
    log: stop.log_message || '',
    once: stop.once,
    isForLater: stop.job === null,
  };
}

const freshDraft = (flow: Flow): Draft => ({
  routine: Object.keys(flow.routines)[0] || '',
  kind: 'routine',
  name: '',
  condition: '',
  hits: '',
  log: '',
  once: false,
  isForLater: false,
});

/** The slots or events that can be meant: of the routine, or of all. */
function namesIn(flow: Flow, { routine, kind }: Draft): readonly string[] {
  const one = flow.routines[routine];
  const routines = one ? [one] : Object.values(flow.routines);
  if (kind === 'slot') return [...new Set(routines.flatMap(({ slots }) => slots))];
  return kind === 'event' ? [...new Set(routines.flatMap(({ events }) => events))] : [];
}

/** The slot or event that is meant: the first one if none was chosen. */
function nameIn(flow: Flow, draft: Draft): string | undefined {
  const names = namesIn(flow, draft);
  return names.includes(draft.name) ? draft.name : names[0];
}

async function saveBreakpoint(flow: Flow, it: DebuggedJob | null, draft: Draft): Promise<void> {
  const body: NewBreakpoint = { routine_id: draft.routine, type: draft.kind, once: draft.once };
  if (draft.kind === 'slot') body.slot_name = nameIn(flow, draft);
  if (draft.kind === 'event') body.event_name = nameIn(flow, draft);
  if (draft.kind === 'label') body.label = draft.replaces?.label;
  if (draft.condition.trim()) body.condition = draft.condition;
  if (draft.hits.trim()) body.hit_condition = draft.hits;
  if (draft.log.trim()) body.log_message = draft.log;
  try {
    if (!(await setBreakpoint(flow.flow_id, it, body, draft.isForLater))) return;
    if (draft.replaces) await removeBreakpoint(flow.flow_id, draft.replaces);
    leaveForm();
    focusSoon('#bp-new');
  } catch (error) {
    draftError = failure(error).message.replace(/^(\w+): \1: /, '$1: ');
  }
  draw();
}

export function breakpointForm(flow: Flow, it: DebuggedJob | null): Child {
  return draft && formOf(flow, it, draft);
}

function formOf(flow: Flow, it: DebuggedJob | null, draft: Draft): ElementPicture {
  const put = (change: Partial<Draft>) => {
    Object.assign(draft, change);
    draw();
  };
  const field = (name: TextName, label: string, hint: string, props: Props = {}) =>
    h(
      'label',
      { class: 'field' },
      h('span', null, label),
      h('input', {
        id: `bp-${name}`,
        value: draft[name],
        autocomplete: 'off',
        spellcheck: 'false',
        oninput: event => put({ [name]: event.target.value }),
        ...props,
      }),
      hint && h('small', null, hint),
    );
  const select = (name: 'routine' | 'kind' | 'name', label: string, list: readonly Option[]) =>
    h(
      'label',
      { class: 'field' },
      h('span', null, label),
      h(
        'select',
        {
          value: draft[name],
          onchange: event => put({ [name]: event.target.value }),
          updated: node => {
            node.value = draft[name];
          },
        },
        list.map(([value, words]) =>
          h('option', { key: value, value, selected: value === draft[name] }, words),
        ),
      ),
    );
  const names = namesIn(flow, draft);
  // Only programs know their labels, so one can be kept but not chosen.
  const kinds: readonly Option[] =
    draft.replaces?.type === 'label'
      ? [...LOCATIONS, ['label', `at the label ${draft.replaces.label}`]]
      : LOCATIONS;
  return h(
    'form',
    {
      key: 'form',
      class: 'stopform',
      'aria-label': draft.replaces ? 'Change a breakpoint' : 'New breakpoint',
      onsubmit: event => {
        event.preventDefault();
        void saveBreakpoint(flow, it, draft);
      },
    },
    h(
      'div',
      { class: 'fields' },
      select(
        'routine',
        'Routine',
        Object.keys(flow.routines)
          .map((id): Option => [id, id])
          .concat([['*', 'every routine']]),
      ),
      select('kind', 'Holds', kinds),
      names.length > 0 &&
        select(
          'name',
          draft.kind === 'slot' ? 'Slot' : 'Event',
          names.map((name): Option => [name, name]),
        ),
      field('condition', 'Only if', "such as quantity > 2 and item == 'desk'", {
        'aria-invalid': String(Boolean(draftError)),
        'aria-describedby': draftError && 'bp-error',
      }),
      field('hits', 'Only at hits', '5, >= 3, % 10 == 0', { size: 10 }),
      field('log', 'Log instead of holding', 'with {expressions}'),
    ),
    h(
      'div',
      { class: 'line' },
      h(
        'label',
        { class: 'check' },
        h('input', {
          type: 'checkbox',
          checked: draft.once,
          onchange: event => put({ once: event.target.checked }),
        }),
        ' once only',
      ),
      it &&
        !isOver(it) &&
        h(
          'label',
          { class: 'check' },
          h('input', {
            type: 'checkbox',
            checked: draft.isForLater,
            onchange: event => put({ isForLater: event.target.checked }),
          }),
          ' for later jobs, not this one',
        ),
    ),
    draftError &&
      h('p', { id: 'bp-error', class: 'note bad', role: 'alert' }, sign('bad'), ` ${draftError}`),
    h(
      'div',
      { class: 'line' },
      h('button', { type: 'submit', class: 'main' }, draft.replaces ? 'Change' : 'Set'),
      button('Cancel', () => {
        leaveForm();
        draw();
      }),
    ),
  );
}
