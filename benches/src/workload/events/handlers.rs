//! Emitting to handlers on the emitting thread, each isolated from the panics of the others.

use std::error::Error;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use monitor_core::{Event, EventKind, Job, JobEvent, Timestamp};
use monitor_events::Emitter;
use parking_lot::RwLock;
use tracing::span;
use tracing::subscriber::with_default;

use super::tick::{TICK, Tick, emitter};
use crate::claim::{Claim, Contender};
use crate::run::serial;

type Handler = Arc<dyn Fn(&Tick) + Send + Sync>;

/// One handler.
///
/// # Errors
/// Never.
pub fn one_handler() -> Result<Claim, Box<dyn Error>> {
    Ok(Claim::new("1 handler", Contender::new("emit", ours(1)))
        .against(
            1.1,
            Contender::times("tracing, scoped no-op subscriber", |count| {
                with_default(Nothing, || serial(count, tracing()))
            }),
        )
        .against(1.1, Contender::new("tracing, global no-op subscriber", tracing()))
        .against(1.15, Contender::new("bare arc-swap", bare_arc_swap(1)))
        .beside(Contender::new("bare parking_lot RwLock", bare_lock(1))))
}

/// One handler on two threads.
///
/// # Errors
/// Never.
pub fn one_handler_two_threads() -> Result<Claim, Box<dyn Error>> {
    Ok(Claim::new("1 handler, 2 threads", Contender::on_two_threads("emit", ours(1)))
        .against(1.1, Contender::on_two_threads("bare arc-swap", bare_arc_swap(1)))
        .against(0.45, Contender::on_two_threads("bare parking_lot RwLock", bare_lock(1)))
        .beside(Contender::on_two_threads("tracing, global no-op subscriber", tracing())))
}

/// Ten handlers.
///
/// # Errors
/// Never.
pub fn ten_handlers() -> Result<Claim, Box<dyn Error>> {
    Ok(Claim::new("10 handlers", Contender::new("emit", ours(10)))
        .against(1.3, Contender::new("bare arc-swap", bare_arc_swap(10)))
        .beside(Contender::new("bare parking_lot RwLock", bare_lock(10))))
}

/// One handler, an [`Event`] that is shared and has its time.
///
/// # Errors
/// Never.
pub fn one_handler_event_shared() -> Result<Claim, Box<dyn Error>> {
    let emitter = Emitter::new();
    emitter.on_any(|event| _ = black_box(event)).detach();
    let event = Arc::new(Event::from(JobEvent::completed("job-1")).at(Timestamp::UNIX_EPOCH));
    let ours = Contender::new("emit_shared", move || {
        emitter.emit_shared(black_box(&event));
    });
    Ok(Claim::new("1 handler, Event shared, with its time", ours))
}

/// One handler, an [`Event`] that is made and gets its time.
///
/// # Errors
/// Never.
pub fn one_handler_event_built() -> Result<Claim, Box<dyn Error>> {
    let emitter = Emitter::new();
    emitter.on(EventKind::JobCompleted, |event| _ = black_box(event)).detach();
    let job = Job::new("job-1").name("align").tags(["gpu", "night"]);
    let ours = Contender::new("emit", move || {
        let event = JobEvent::completed(black_box(&job)).worker("w1");
        emitter.emit(event.run_time(Duration::from_millis(1500)));
    });
    let now = Contender::new("of it Timestamp::now", || _ = black_box(Timestamp::now()));
    Ok(Claim::new("1 handler, Event built and stamped", ours).beside(now))
}

fn ours(handlers: usize) -> impl Fn() + Sync {
    let emitter = emitter();
    for _ in 0..handlers {
        emitter.on_any(|tick| _ = black_box(tick)).detach();
    }
    move || {
        emitter.emit(black_box(TICK));
    }
}

fn handlers(count: usize) -> Vec<Handler> {
    (0..count).map(|_| -> Handler { Arc::new(|tick| _ = black_box(tick)) }).collect()
}

fn bare_arc_swap(count: usize) -> impl Fn() + Sync {
    let list = ArcSwap::from_pointee(handlers(count));
    move || {
        let tick = black_box(TICK);
        for handler in list.load().iter() {
            handler(&tick);
        }
    }
}

fn bare_lock(count: usize) -> impl Fn() + Sync {
    let list = RwLock::new(handlers(count));
    move || {
        let tick = black_box(TICK);
        for handler in list.read().iter() {
            handler(&tick);
        }
    }
}

/// The subscriber is the process's, as most programs have it; one of a scope costs more.
fn tracing() -> impl Fn() + Sync {
    let _ = tracing::subscriber::set_global_default(Nothing);
    || {
        let tick = black_box(TICK);
        tracing::event!(
            tracing::Level::INFO,
            worker = tick.worker,
            job = tick.job,
            run_ns = tick.run_ns
        );
    }
}

struct Nothing;

impl tracing::Subscriber for Nothing {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        black_box(event);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}
