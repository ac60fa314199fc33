//! Debugging: what checkpoints, conditions and holds cost, beside what routilux was measured at.

pub(crate) mod sockets;

use std::error::Error;
use std::hint::black_box;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use monitor_debug::{
    Breakpoint, BreakpointLocation, BreakpointTarget, CallCause, Checkpoint, Condition, DebugJob,
    Debugger, JobSpec, bind,
};
use serde_json::{Map, Value, json};

use crate::claim::{Claim, Contender, Group};

/// The group.
pub const DEBUG: Group = Group {
    name: "debug",
    claims: &[
        off,
        unwatched,
        elsewhere,
        traced,
        activation,
        false_condition,
        compiled,
        worst_condition,
        resumed,
        sockets::one,
        sockets::ten,
        sockets::most,
        sockets::beside_idle,
        sockets::cpu,
    ],
};

/// What routilux 0.10.0 takes, nanoseconds: minima of three sessions on this kind of machine. Its
/// matching version is not on PyPI, so it is not run here.
mod routilux {
    pub(super) const DISABLED_ACTIVATION: f64 = 8_400.0;
    pub(super) const EVENT: f64 = 13_000.0;
    pub(super) const CONDITION: f64 = 44_300.0;
    pub(super) const RESUME: f64 = 50_000_000.0;
}

type Made = Result<Claim, Box<dyn Error>>;

/// At least a hundred times as fast as `figure`.
fn hundredth(figure: f64, claim: Claim) -> Claim {
    let noted = Contender::figure("routilux 0.10.0, as noted", move || figure);
    claim.against(0.01, noted)
}

/// The debugger lives as long as it is measured: when the last handle goes, everything is off.
fn checkpoint(
    name: &'static str,
    debugger: Debugger,
    job: DebugJob,
    place: Checkpoint,
) -> Contender {
    Contender::new(name, move || {
        let _ = black_box(&job).checkpoint(&place, &mut ());
        let _ = black_box(&debugger);
    })
}

/// A checkpoint while debugging is disabled.
///
/// # Errors
/// Never.
pub fn off() -> Made {
    let debugger = Debugger::builder().build();
    let (job, place) = (debugger.start("job")?, debugger.event("r", "out"));
    debugger.disable();
    let ours = checkpoint("disabled", debugger, job, place);
    let claim = Claim::new("checkpoint, disabled", ours).at_most(Duration::from_nanos(1));
    Ok(hundredth(routilux::DISABLED_ACTIVATION, claim))
}

/// A checkpoint of a job that is never watched.
///
/// # Errors
/// Never.
pub fn unwatched() -> Made {
    let debugger = Debugger::builder().build();
    let place = debugger.event("r", "out");
    let ours = checkpoint("unwatched", debugger, DebugJob::unwatched(), place);
    Ok(Claim::new("checkpoint, not watched", ours).at_most(Duration::from_nanos(1)))
}

/// A checkpoint where there is no breakpoint, of a job that has one.
///
/// # Errors
/// Never.
pub fn elsewhere() -> Made {
    let debugger = Debugger::builder().build();
    let place = debugger.event("r", "out");
    let job = debugger.start_job(JobSpec::new("job").untraced())?;
    debugger.set_breakpoint(BreakpointTarget::Job("job"), Breakpoint::routine("other"))?;
    let ours = checkpoint("breakpoint elsewhere", debugger, job, place);
    Ok(Claim::new("checkpoint, no breakpoint here", ours).at_most(Duration::from_nanos(10)))
}

/// A checkpoint of a job that is traced.
///
/// # Errors
/// Never.
pub fn traced() -> Made {
    let debugger = Debugger::builder().build();
    let (job, place) = (debugger.start("job")?, debugger.event("r", "out"));
    let ours = checkpoint("traced", debugger, job, place);
    let claim = Claim::new("checkpoint, traced", ours).at_most(Duration::from_nanos(80));
    Ok(hundredth(routilux::EVENT, claim))
}

/// A whole activation of a job that is traced: three events and the figures of its routine.
///
/// # Errors
/// Never.
pub fn activation() -> Made {
    let debugger = Debugger::builder().build();
    let (job, place) = (debugger.start("job")?, debugger.slot("r", "in"));
    let ours = Contender::new("traced", move || {
        if let Ok(frame) = black_box(&job).enter(&place, &CallCause::NONE, &mut ()) {
            frame.complete();
        }
        let _ = black_box(&debugger);
    });
    let claim = Claim::new("activation, traced, 3 events", ours);
    Ok(hundredth(3.0 * routilux::EVENT, claim.at_most(Duration::from_nanos(240))))
}

/// A checkpoint with a breakpoint whose condition is false.
///
/// # Errors
/// Never.
pub fn false_condition() -> Made {
    let debugger = Debugger::builder().build();
    let place = debugger.label("r", "here");
    let job = debugger.start_job(JobSpec::new("job").untraced())?;
    let breakpoint =
        Breakpoint::new(BreakpointLocation::AnyLabel, "r").condition("data['value'] > 100");
    debugger.set_breakpoint(BreakpointTarget::Job("job"), breakpoint)?;
    let mut value = 7_i64;
    let ours = Contender::new("false condition", move || {
        let _ = black_box(&job).checkpoint(&place, &mut [bind("value", &mut value)]);
        let _ = black_box(&debugger);
    });
    let claim = Claim::new("checkpoint, condition is false", ours);
    Ok(hundredth(routilux::CONDITION, claim.at_most(Duration::from_nanos(250))))
}

/// Compiling a condition.
///
/// # Errors
/// Never.
pub fn compiled() -> Made {
    let text = "data.get('value', 0) > 100 and data['name'] in ['a', 'b'] or not done";
    let ours = Contender::new("compile", move || {
        let _ = black_box(Condition::compile(black_box(text)));
    });
    Ok(Claim::new("condition, compiling", ours).at_most(Duration::from_micros(10)))
}

/// The dearest conditions that were found, on payloads that are as bad as can be.
///
/// # Errors
/// If one of them is none.
pub fn worst_condition() -> Made {
    let Value::Object(payload) = json!({
        "long": (0..100_000).collect::<Vec<_>>(),
        "texts": vec!["x".repeat(15); 2_000],
        "text": "x".repeat(15_000),
        "map": (0..2_000).map(|n| (format!("a-key-of-some-length-{n}"), json!(n))).collect::<Map<_, _>>(),
    }) else {
        return Err("a payload is a map".into());
    };
    let texts = [
        "-1 in long",
        "'y' in texts",
        "texts == texts",
        "map == map",
        "'xy' in text",
        "text.upper().lower().upper() == ''",
        "max(long) > 1",
    ];
    let conditions: Vec<_> = texts.into_iter().map(Condition::compile).collect::<Result<_, _>>()?;
    let ours = Contender::figure("the dearest of 7", move || {
        let time = |condition: &Condition| {
            let times = (0..20).map(|_| {
                let began = Instant::now();
                let _ = black_box(condition.test(black_box(&payload)));
                began.elapsed()
            });
            times.min().unwrap_or_default()
        };
        conditions.iter().map(time).max().unwrap_or_default().as_secs_f64() * 1e9
    });
    Ok(Claim::new("condition, worst evaluation", ours).at_most(Duration::from_micros(100)))
}

/// From the command to go on until the held thread runs, the slowest but one of a hundred.
///
/// # Errors
/// If a thread cannot be started.
pub fn resumed() -> Made {
    let debugger = Debugger::builder().build();
    let (job, place) = (debugger.start("job")?, debugger.label("r", "here"));
    let controls = debugger.controls("job")?;
    let breakpoint = Breakpoint::new(BreakpointLocation::AnyLabel, "r");
    debugger.set_breakpoint(BreakpointTarget::Job("job"), breakpoint)?;
    let (sending, passed): (_, Receiver<Instant>) = channel();
    thread::Builder::new().spawn(move || {
        while monitor_debug::CheckpointOutcome::On == job.checkpoint(&place, &mut ()) {
            if sending.send(Instant::now()).is_err() {
                return;
            }
        }
    })?;
    let ours = Contender::each("resume", move || {
        let _ = black_box(&debugger);
        while controls.suspended_threads().is_empty() {
            thread::yield_now();
        }
        let began = Instant::now();
        let _ = controls.resume(None);
        passed.recv().map_or(Duration::MAX, |at| at.saturating_duration_since(began))
    });
    let claim = Claim::new("resume to running on, p99", ours).at_p99();
    Ok(hundredth(routilux::RESUME, claim.at_most(Duration::from_millis(1))))
}
