// A flow as a drawing: its routines are buttons that set and remove breakpoints.

/** What stands on a routine: counts, whether it is held, its breakpoints. */
function routineNode(
  id,
  routine,
  box,
  { figures, isHeld, isOpen, stops, onclick, isDisabled, isRemote },
) {
  const words = [
    figures &&
      `called ${many(figures.started, 'time')}${figures.failed ? `, failed ${figures.failed}` : ''}`,
    isHeld && 'held here',
    isOpen && !isHeld && 'at work',
    stops.length
      ? `breakpoint${
          stops.some(stop => stop.condition)
            ? ` if ${stops
                .map(stop => stop.condition)
                .filter(text => text)
                .join(' or ')}`
            : ''
        }`
      : 'no breakpoint',
    isRemote && 'for later jobs',
  ];
  return h(
    'button',
    {
      key: id,
      type: 'button',
      class: `routine${isHeld ? ' held' : isOpen ? ' busy' : ''}${stops.length ? ' stop' : ''}`,
      'aria-pressed': String(stops.length > 0),
      'data-routine': id,
      disabled: isDisabled,
      title: stops.length ? 'Remove the breakpoint' : 'Set a breakpoint',
      onclick: () => onclick(id),
      style: {
        left: `${box.x}px`,
        top: `${box.y}px`,
        width: `${box.width}px`,
        height: `${box.height}px`,
      },
    },
    h(
      'span',
      { class: 'strong' },
      h('i', {
        class: `dot${stops.length && stops.every(stop => !stop.enabled) ? ' off' : ''}`,
        'aria-hidden': 'true',
      }),
      h('span', null, id),
      h('span', { class: 'unseen' }, `, ${words.filter(word => word).join(', ')}`),
    ),
    h(
      'span',
      { class: 'quiet', 'aria-hidden': 'true' },
      isHeld
        ? state('held', 'held')
        : isOpen
          ? state('at work', 'busy')
          : routine.class_name !== id
            ? routine.class_name
            : '',
    ),
    h(
      'span',
      { class: 'quiet number', 'aria-hidden': 'true' },
      figures
        ? [
            `${count(figures.started)}×`,
            figures.failed > 0 && h('span', { class: 'bad' }, ` ${count(figures.failed)} failed`),
          ]
        : '',
    ),
  );
}

/** The drawing of a flow; `of(id)` says what stands on a routine. */
function flowGraph(flow, room, of) {
  const ids = Object.keys(flow.routines);
  if (!ids.length) return empty('This flow has no routines.');
  const plan = placed(ids, flow.connections, room);
  return h(
    'div',
    {
      class: 'graph',
      role: 'group',
      'aria-label': `The routines of ${flow.flow_id}`,
      style: { width: `${plan.width}px`, height: `${plan.height}px` },
    },
    h(
      'svg',
      {
        width: plan.width,
        height: plan.height,
        viewBox: `0 0 ${plan.width} ${plan.height}`,
        'aria-hidden': 'true',
      },
      h(
        'defs',
        null,
        h(
          'marker',
          {
            id: 'tip',
            viewBox: '0 0 8 8',
            refX: 3,
            refY: 4,
            markerWidth: 7,
            markerHeight: 7,
            orient: 'auto-start-reverse',
          },
          h('path', { d: 'M0 0 8 4 0 8z' }),
        ),
      ),
      plan.edges.map(edge =>
        h('path', {
          key: `${edge.source} ${edge.target}`,
          class: 'edge',
          d: edge.d,
          'marker-end': 'url(#tip)',
        }),
      ),
      plan.edges.map(edge =>
        h(
          'text',
          {
            key: `${edge.source} ${edge.target} label`,
            x: edge.x,
            y: edge.y - (plan.isDown ? -4 : 7),
            'text-anchor': 'middle',
          },
          shortened(edge.labels.join(', '), plan.isDown ? 24 : 16),
        ),
      ),
    ),
    // In the order of the way through the flow, which is the order of the tab key.
    ids
      .sort((a, b) =>
        plan.isDown
          ? plan.boxes.get(a).y - plan.boxes.get(b).y || plan.boxes.get(a).x - plan.boxes.get(b).x
          : plan.boxes.get(a).x - plan.boxes.get(b).x || plan.boxes.get(a).y - plan.boxes.get(b).y,
      )
      .map(id => routineNode(id, flow.routines[id], plan.boxes.get(id), of(id))),
  );
}

const shortened = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
