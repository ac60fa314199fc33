// The variables of what is held, which can be changed.

import { draw, focusSoon } from '../../../core/draw.ts';
import { h } from '../../../core/picture.ts';
import type { ElementPicture } from '../../../core/picture.ts';
import { say } from '../../../core/say.ts';
import { failure } from '../../../live/request.ts';
import { button } from '../../../parts/parts.ts';
import type { Variables } from '../../../told/debugging.ts';
import { shortened } from '../graph/graph.ts';
import { maySteer } from '../job/role.ts';
import { instruct, refresh } from '../job/session.ts';
import type { DebuggedJob } from '../job/session.ts';
import { listVariables } from '../job/variables.ts';
import type { Scope, Variable } from '../job/variables.ts';

interface Draft {
  readonly scope: Scope;
  readonly path: string;
  text: string;
  error: string | null;
}

/** The variable that is being changed. */
let variableDraft: Draft | null = null;

/** Changes none any more. */
export function leaveVariable(): void {
  variableDraft = null;
}

export function variableTable(it: DebuggedJob, variables: Variables): ElementPicture {
  const list = listVariables(variables);
  if (!list.length) return h('p', { class: 'quiet' }, 'None.');
  return h(
    'table',
    { class: 'data variables' },
    h('caption', { class: 'unseen' }, 'Variables'),
    h(
      'thead',
      null,
      h(
        'tr',
        null,
        h('th', { scope: 'col' }, 'Name'),
        h('th', { scope: 'col' }, 'Value'),
        h('th', { scope: 'col' }, h('span', { class: 'unseen' }, 'Change')),
      ),
    ),
    h(
      'tbody',
      null,
      list.map(one => variableRow(it, one)),
    ),
    variables.truncated &&
      h(
        'tfoot',
        null,
        h(
          'tr',
          null,
          h(
            'td',
            { colspan: 3, class: 'quiet' },
            'More variables exist but are too large to show.',
          ),
        ),
      ),
  );
}

function variableRow(it: DebuggedJob, [scope, path, value]: Variable): ElementPicture {
  const key = `${scope} ${path}`;
  const text = JSON.stringify(value);
  const isChanged =
    [...it.before.keys()].some(other => other.startsWith(scope)) && it.before.get(key) !== text;
  const draft =
    variableDraft?.scope === scope && variableDraft.path === path ? variableDraft : null;
  const edit = () => {
    variableDraft = { scope, path, text, error: null };
    draw();
    focusSoon('#variable');
  };
  const name = h(
    'th',
    { scope: 'row' },
    path,
    scope === 'shared' && h('span', { class: 'tag' }, 'shared'),
    isChanged && h('span', { class: 'tag changed' }, 'changed'),
  );
  if (!draft) {
    return h(
      'tr',
      { key },
      name,
      h('td', null, h('code', null, shortened(text, 400))),
      h(
        'td',
        { class: 'number' },
        button('Change', edit, {
          class: 'plain',
          disabled: !maySteer(it),
          'aria-label': `Change ${path}`,
        }),
      ),
    );
  }
  const leave = () => {
    leaveVariable();
    draw();
  };
  return h(
    'tr',
    { key: `${key} edited` },
    name,
    h(
      'td',
      { colspan: 2 },
      h(
        'form',
        {
          class: 'line',
          onsubmit: event => {
            event.preventDefault();
            void saveVariable(it, draft);
          },
          onkeydown: event => {
            if (event.key === 'Escape') leave();
          },
        },
        h('input', {
          id: 'variable',
          value: draft.text,
          autocomplete: 'off',
          spellcheck: 'false',
          'aria-label': `New value of ${path}, as JSON; other words are a text`,
          'aria-invalid': String(Boolean(draft.error)),
          oninput: event => {
            draft.text = event.target.value;
            draw();
          },
        }),
        h('button', { type: 'submit', class: 'main' }, 'Set'),
        button('Cancel', leave),
      ),
      draft.error && h('p', { class: 'note bad', role: 'alert' }, draft.error),
    ),
  );
}

async function saveVariable(it: DebuggedJob, draft: Draft): Promise<void> {
  let value: unknown = draft.text;
  try {
    value = JSON.parse(draft.text);
  } catch {
    /* other words are a text */
  }
  try {
    await instruct(it, {
      command: 'set_variable',
      lane: it.lane,
      scope: draft.scope,
      variable: draft.path,
      value,
    });
    say(`${draft.path} is ${JSON.stringify(value)}`);
    leaveVariable();
    focusSoon('.steer .main');
  } catch (error) {
    draft.error = failure(error).message;
  }
  void refresh(it);
}
