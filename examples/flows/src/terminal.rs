//! A debugger on a terminal: it runs one job, and asks for commands where the job is held.

use std::io::{self, BufRead, Write};
use std::time::Duration;

use monitor_command::demo::DemoFlowHost;
use monitor_debug::{
    DebugJobStatus, DebugSession, JobControls, PendingReply, SessionRole, StepKind, TraceCursor,
    TraceEvent, TraceKind, TraceUpdate,
};
use monitor_http::{FlowHost as _, NewJob};
use serde_json::Value;

use crate::Error;
use crate::arguments::Run;

/// How long a held activation may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

const COMMANDS: &str = "\
stack            what caused this activation, and itself as the last
vars             its variables, and those of the job
set NAME VALUE   gives a variable another value (JSON, or a text)
eval EXPRESSION  the value of an expression
step             over: to the next checkpoint that this activation does not cause
into, out        to the next one of the job; to the next one outside of what caused this
continue         go on
cancel           end the job
trace            the last events
";

/// Runs the job until it has ended, and says whether it completed.
pub(crate) fn run(host: &DemoFlowHost, asked: Run) -> Result<bool, Error> {
    let mut job = NewJob::new(asked.flow, "start", "trigger");
    if job.flow_id == "data_processing" {
        "ingest".clone_into(&mut job.entry_routine_id);
    }
    job.entry_params = asked.params;
    job.breakpoints.extend(asked.breakpoint);
    job.start_held = true;
    let job = host.start_job(job)?;
    let session = host.debugger().attach(&job.job_id, "terminal", SessionRole::Controller)?;
    let mut cursor = session.subscribe(Some(0), Some(10_000));
    say(&format!("{} of {} has started", job.job_id, job.flow_id))?;
    // It was held until somebody follows it.
    session.resume(None)?;
    let mut input = io::stdin().lock();
    loop {
        let Some(next) = cursor.next_timeout(Duration::from_secs(5)) else {
            session.renew_lease()?;
            continue;
        };
        let TraceUpdate::Event(event) = next else { continue };
        match event.event_type {
            TraceKind::JobCompleted => return ended(&session, &event),
            TraceKind::BreakpointHit | TraceKind::JobPaused
                if is_held(&session, event.data.lane) =>
            {
                shown(&session, &event)?;
                prompt(&session, &mut cursor, &mut input)?;
            }
            _ => {}
        }
    }
}

/// The pause that belongs to a breakpoint has been handled when its hit was.
fn is_held(controls: &JobControls, lane: Option<u64>) -> bool {
    controls.suspended_threads().iter().any(|held| Some(held.lane) == lane)
}

fn ended(session: &DebugSession, event: &TraceEvent) -> Result<bool, Error> {
    let metrics = session.metrics();
    let status = event.status.unwrap_or_default();
    say(&format!(
        "{status}: {} activations, {} events, ran {:.1} ms, held {:.1} ms",
        metrics.total_routines, metrics.total_events, metrics.duration_ms, metrics.held_ms
    ))?;
    for error in metrics.errors {
        say(&format!("{}: {}", error.routine_id, error.error_message))?;
    }
    Ok(status == DebugJobStatus::Completed.as_str())
}

fn shown(session: &DebugSession, event: &TraceEvent) -> Result<(), Error> {
    let stack = session.call_stack(event.data.lane)?;
    let slot = stack.last().map(|frame| frame.slot_name.to_string()).unwrap_or_default();
    let why = match (&event.data.breakpoint_id, event.data.reason) {
        (Some(id), _) => format!("breakpoint {id}"),
        (None, reason) => reason.unwrap_or("held").to_owned(),
    };
    say(&format!("held at {}.{slot} ({why})", event.routine_id))
}

/// Takes commands until one lets the job go on.
fn prompt(
    session: &DebugSession,
    cursor: &mut TraceCursor,
    input: &mut impl BufRead,
) -> Result<(), Error> {
    loop {
        write!(io::stdout(), "(debug) ").and_then(|()| io::stdout().flush())?;
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            // Nobody is there to say anything any more.
            session.resume(None)?;
            return Ok(());
        }
        if session.renew_lease().is_err() {
            say("you were away for too long: the job has gone on")?;
            return Ok(());
        }
        let (word, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        let goes_on = match word {
            "step" | "over" | "s" => session.step(None, StepKind::Over).map(|()| true),
            "into" | "i" => session.step(None, StepKind::Into).map(|()| true),
            "out" | "o" => session.step(None, StepKind::Out).map(|()| true),
            "continue" | "c" => session.resume(None).map(|()| true),
            "cancel" => session.cancel().map(|()| true),
            _ => look(session, cursor, word, rest.trim()).map(|()| false),
        };
        match goes_on {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(error) => say(&error.to_string())?,
        }
    }
}

fn look(
    session: &DebugSession,
    _: &TraceCursor,
    word: &str,
    rest: &str,
) -> Result<(), monitor_debug::Error> {
    let said = match word {
        "stack" => {
            let stack = session.call_stack(None)?;
            let lines = stack.iter().map(|frame| {
                let (routine, slot) = (&frame.routine_id, &frame.slot_name);
                format!("{:>4}  {routine}.{slot}, line {}", frame.frame, frame.line)
            });
            lines.collect::<Vec<_>>().join("\n")
        }
        "vars" => {
            let vars = answer(session.variables(None)?)?;
            let scopes = [("local", vars.local), ("shared", vars.shared)];
            let named = scopes.into_iter().flat_map(|(scope, map)| {
                map.into_iter().map(move |(name, value)| format!("{scope:<6}  {name} = {value}"))
            });
            named.collect::<Vec<_>>().join("\n")
        }
        "set" => {
            let (name, text) = rest.split_once(' ').unwrap_or((rest, "null"));
            let value = serde_json::from_str(text.trim()).unwrap_or_else(|_| Value::from(text));
            match answer(session.set_variable(None, None, name, value.clone())?)? {
                Ok(()) => format!("{name} = {value}"),
                Err(error) => error.to_string(),
            }
        }
        "eval" => match answer(session.evaluate(None, rest)?)? {
            Ok(value) => value.to_string(),
            Err(error) => error.to_string(),
        },
        "trace" => {
            let events = session.trace(Some(10), None).events;
            let line = |event: &TraceEvent| {
                format!("{:>4}  {:?} {}", event.seq, event.event_type, event.routine_id)
            };
            events.iter().map(line).collect::<Vec<_>>().join("\n")
        }
        "" => return Ok(()),
        _ => COMMANDS.trim_end().to_owned(),
    };
    // A reader that has left is noticed at the next prompt.
    let _ = say(&said);
    Ok(())
}

fn answer<T>(reply: PendingReply<T>) -> Result<T, monitor_debug::Error> {
    let gone = monitor_debug::Error::SessionEnded;
    reply.wait(PATIENCE).unwrap_or(Err(gone))
}

fn say(line: &str) -> Result<(), Error> {
    writeln!(io::stdout(), "{line}").map_err(Error::Output)
}
