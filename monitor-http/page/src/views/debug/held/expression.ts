// Any expression, evaluated where the job is held.

import { draw } from '../../../core/draw.ts';
import { h } from '../../../core/picture.ts';
import type { Child } from '../../../core/picture.ts';
import { say } from '../../../core/say.ts';
import { failure } from '../../../live/request.ts';
import { sign } from '../../../parts/state.ts';
import type { Evaluated } from '../../../told/debugging.ts';
import { instruct } from '../job/session.ts';
import type { DebuggedJob } from '../job/session.ts';

let expression = '';

export function evaluation(it: DebuggedJob): Child {
  const run = async (event: Event) => {
    event.preventDefault();
    const asked = expression.trim();
    if (!asked) return;
    const answer = await instruct<Evaluated>(it, {
      command: 'evaluate',
      lane: it.lane,
      expression: asked,
    }).catch((error: unknown): Evaluated => ({ error: failure(error).message }));
    it.evaluated = [
      { asked, answer },
      ...it.evaluated.filter(other => other.asked !== asked),
    ].slice(0, 5);
    say(answer.error || `${asked} is ${JSON.stringify(answer.result)}`);
    draw();
  };
  return [
    h('h3', null, 'Expression'),
    h(
      'form',
      { class: 'line', onsubmit: run },
      h('input', {
        id: 'expression',
        value: expression,
        placeholder: 'such as a + b > 2',
        autocomplete: 'off',
        spellcheck: 'false',
        'aria-label': 'Expression',
        oninput: event => {
          expression = event.target.value;
          draw();
        },
      }),
      h('button', { type: 'submit' }, 'Evaluate'),
    ),
    it.evaluated.length > 0 &&
      h(
        'dl',
        { class: 'facts' },
        it.evaluated.map(({ asked, answer }) =>
          h(
            'div',
            { key: asked },
            h('dt', null, h('code', null, asked)),
            h(
              'dd',
              { class: answer.error ? 'bad' : null },
              answer.error
                ? [sign('bad'), ` ${answer.error}`]
                : h('code', null, JSON.stringify(answer.result)),
            ),
          ),
        ),
      ),
  ];
}
