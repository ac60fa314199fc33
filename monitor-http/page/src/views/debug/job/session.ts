// One job under the debugger: its socket, what is known of it, and what it is told to do.

import { draw } from '../../../core/draw.ts';
import { say } from '../../../core/say.ts';
import { OWNER } from '../../../live/owner.ts';
import { failedWith, failure, request } from '../../../live/request.ts';
import { retryMs } from '../../../live/retry.ts';
import type { Evaluated, Frame, Message, Session, Variables } from '../../../told/debugging.ts';
import type { Trace, TraceEvent } from '../../../told/flows.ts';
import { flatVariables } from './variables.ts';

/** A command that is not yet answered. */
interface Waiting {
  readonly resolve: (body: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** What was evaluated, and what came of it. */
export interface Evaluation {
  readonly asked: string;
  readonly answer: Evaluated;
}

/** The job that is looked into. */
export interface DebuggedJob {
  readonly id: string;
  socket: WebSocket | null;
  link: 'wait' | 'live' | 'lost' | 'refused';
  tries: number;
  timer: number;
  /** Whether another one is looked into by now. */
  isLeft: boolean;
  /** Of the last command. */
  number: number;
  readonly waiting: Map<number, Waiting>;
  session: Session | null;
  /** Why it was refused. */
  error: string | null;
  /** The lane that commands are about. */
  lane: number | null;
  /** The lane that the stack and the variables are of. */
  shownLane: number | null;
  stack: readonly Frame[];
  /** The first frame of the last hold. */
  root: number | null;
  variables: Variables | null;
  /** The variables of this hold, and of the one before. */
  after: ReadonlyMap<string, string>;
  before: ReadonlyMap<string, string>;
  isRefreshing: boolean;
  isStale: boolean;
  trace: readonly TraceEvent[];
  /** How many activations of a routine are at work. */
  readonly open: Map<string, number>;
  wasController: boolean;
  /** Grows when something may be held that was not, or the other way round. */
  turn: number;
  evaluated: readonly Evaluation[];
}

/** A command as it is sent. */
interface Instruction {
  readonly command: string;
  readonly lane?: number | null;
  readonly [argument: string]: unknown;
}

const KEPT_TRACE = 200;
/** The server refuses: trying again is of no use. */
const POLICY_VIOLATION = 1008;
/** Events after which something may be held that was not, or the other way round. */
const TURNS = ['breakpoint_hit', 'job_paused', 'job_resumed', 'job_completed'];
/** The job that is looked into; null if none is. */
export let debugged: DebuggedJob | null = null;

/** From now on it is this job that is looked into, or none. */
export function debugJob(id: string | null): void {
  if ((debugged?.id ?? null) === id) return;
  if (debugged) {
    debugged.isLeft = true;
    clearTimeout(debugged.timer);
    if (debugged.socket) debugged.socket.close();
  }
  debugged = id === null ? null : unknownJob(id);
  if (debugged) openSocket(debugged);
}

function unknownJob(id: string): DebuggedJob {
  return {
    id,
    socket: null,
    link: 'wait',
    tries: 0,
    timer: 0,
    isLeft: false,
    number: 0,
    waiting: new Map(),
    session: null,
    error: null,
    lane: null,
    shownLane: null,
    stack: [],
    root: null,
    variables: null,
    after: new Map(),
    before: new Map(),
    isRefreshing: false,
    isStale: false,
    trace: [],
    open: new Map(),
    wasController: false,
    turn: 0,
    evaluated: [],
  };
}

function openSocket(it: DebuggedJob): void {
  const path = `api/ws/jobs/${encodeURIComponent(it.id)}/debug?owner=${encodeURIComponent(OWNER)}`;
  const url = new URL(path, document.baseURI);
  url.protocol = url.protocol.replace('http', 'ws');
  const socket = new WebSocket(url);
  it.socket = socket;
  socket.onmessage = ({ data }: MessageEvent<string>) => hear(it, JSON.parse(data) as Message);
  socket.onopen = () => opened(it);
  socket.onclose = ({ code, reason }) => closed(it, code, reason);
}

function opened(it: DebuggedJob): void {
  it.link = 'live';
  it.tries = 0;
  // Whoever was in control before takes the job up again, unless somebody else has it now.
  if (it.wasController)
    void instruct(it, { command: 'attach' })
      .catch(() => {
        it.wasController = false;
      })
      .then(() => refresh(it));
  else void refresh(it);
  const path = `api/jobs/${encodeURIComponent(it.id)}/trace?limit=${KEPT_TRACE}`;
  request<Trace>('GET', path).then(
    ({ events }) => {
      const first = it.trace[0]?.seq ?? Infinity;
      const before = events.filter(event => event.seq < first);
      it.trace = before.concat(it.trace).slice(-KEPT_TRACE);
      draw();
    },
    () => {},
  );
}

function closed(it: DebuggedJob, code: number, reason: string): void {
  for (const { reject } of it.waiting.values()) reject(new Error('the connection is lost'));
  it.waiting.clear();
  if (it.isLeft) return;
  if (code === POLICY_VIOLATION) {
    it.error = reason;
    it.link = 'refused';
    draw();
    return;
  }
  if (it.link === 'live') say('The connection to the job is lost');
  it.link = 'lost';
  it.timer = setTimeout(() => openSocket(it), retryMs(it.tries));
  it.tries += 1;
  draw();
}

function hear(it: DebuggedJob, message: Message): void {
  if (message.type === 'debug_session') take(it, message);
  else if (message.type === 'debug_event') happened(it, message.event);
  else if (message.type === 'dropped') void refresh(it);
  else if (message.type === 'response') {
    const asked = it.waiting.get(message.id);
    it.waiting.delete(message.id);
    if (message.ok) asked?.resolve(message.body);
    else asked?.reject(failedWith(message.error.message, message.error.status));
  }
  drawSoon();
}

let isDrawnSoon = false;

/** Draws what the events of a busy job have changed, but not with each of them. */
function drawSoon(): void {
  if (isDrawnSoon) return;
  isDrawnSoon = true;
  setTimeout(() => {
    isDrawnSoon = false;
    draw();
  }, 100);
}

function happened(it: DebuggedJob, event: TraceEvent): void {
  it.trace = it.trace.concat(event).slice(-KEPT_TRACE);
  const { routine_id: routine, event_type: type, data } = event;
  const openNow = it.open.get(routine) ?? 0;
  if (type === 'routine_start') it.open.set(routine, openNow + 1);
  else if (type === 'routine_complete' || type === 'routine_error')
    it.open.set(routine, Math.max(0, openNow - 1));
  if (type === 'breakpoint_hit') say(`Breakpoint hit at ${routine}`);
  if (type === 'job_completed') say(`${it.id} is ${event.status || 'over'}`);
  if (TURNS.includes(type)) {
    it.turn += 1;
    void refresh(it);
  }
  if (type === 'breakpoint_hit' && data.lane) it.lane = data.lane;
}

/** Sends a command and waits for its answer: that it is a `T` is the word of the server. */
export function instruct<T>(it: DebuggedJob, command: Instruction): Promise<T> {
  const { socket } = it;
  if (!socket || socket.readyState !== WebSocket.OPEN)
    return Promise.reject(new Error('the connection is lost'));
  it.number += 1;
  const { number } = it;
  socket.send(JSON.stringify({ ...command, id: number }));
  return new Promise((resolve, reject) =>
    it.waiting.set(number, { resolve: body => resolve(body as T), reject }),
  );
}

function take(it: DebuggedJob, session: Session): void {
  it.session = session;
  it.wasController = session.controller === OWNER;
  if (!session.lanes.some(lane => lane.lane === it.lane)) it.lane = session.lanes[0]?.lane ?? null;
}

/** Looks again how the job stands and, if it is held, what its variables are. */
export async function refresh(it: DebuggedJob): Promise<void> {
  it.isStale = true;
  if (it.isRefreshing) return;
  it.isRefreshing = true;
  while (it.isStale) {
    it.isStale = false;
    try {
      take(it, await instruct<Session>(it, { command: 'get_session' }));
      await look(it);
    } catch (error) {
      // What was held has gone on meanwhile, or the connection is lost: both are told elsewhere.
      if (!failure(error).status) it.isStale = false;
    }
  }
  it.isRefreshing = false;
  draw();
}

/** Looks into what is held. */
async function look(it: DebuggedJob): Promise<void> {
  const { lane } = it;
  if (lane === null) {
    it.stack = [];
    it.variables = null;
    return;
  }
  const [{ frames }, { variables }] = await Promise.all([
    instruct<{ frames: readonly Frame[] }>(it, { command: 'get_call_stack', lane }),
    instruct<{ variables: Variables }>(it, { command: 'get_variables', lane }),
  ]);
  if (it.shownLane !== lane) it.before = comparable(it, frames);
  it.shownLane = lane;
  it.stack = frames;
  it.variables = variables;
  it.after = flatVariables(variables);
}

/** The variables of the last hold. Those of another message are others, not changed. */
function comparable(it: DebuggedJob, frames: readonly Frame[]): ReadonlyMap<string, string> {
  const root = frames[0]?.frame ?? 0;
  const isSame = root === it.root;
  it.root = root;
  return new Map([...it.after].filter(([key]) => isSame || key.startsWith('shared ')));
}
