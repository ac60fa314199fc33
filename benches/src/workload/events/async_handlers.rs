//! Emitting to async handlers that have nothing to wait for, polled in place until all are ready.

use std::error::Error;
use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Waker};

use typed_emitter::TypedEmitter;

use super::tick::{Beat, TICK, Tick, emitter};
use crate::claim::{Claim, Contender};

/// One async handler.
///
/// # Errors
/// Never.
pub fn one_handler() -> Result<Claim, Box<dyn Error>> {
    Ok(claim("emit_async, 1 async handler", 1, 0.35))
}

/// Ten async handlers.
///
/// # Errors
/// Never.
pub fn ten_handlers() -> Result<Claim, Box<dyn Error>> {
    Ok(claim("emit_async, 10 async handlers", 10, 0.5))
}

fn claim(what: &'static str, handlers: usize, bar: f64) -> Claim {
    let ours = emitter();
    let theirs = TypedEmitter::<Beat, Tick, ()>::new();
    for _ in 0..handlers {
        ours.on_any_async(|tick| async move { _ = black_box(tick) }).detach();
        theirs.on(Beat::Ended, |tick| async move { _ = black_box(tick) });
    }
    let ours = Contender::new("emit_async", move || {
        finish(ours.emit_async(black_box(TICK)));
    });
    let theirs = Contender::new("typed-emitter", move || {
        let tick = black_box(TICK);
        finish(theirs.emit(tick.beat, tick));
    });
    Claim::new(what, ours).against(bar, theirs)
}

/// Polls until it is ready. Nothing here ever waits, so nobody has to be woken.
fn finish(future: impl Future) {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    while future.as_mut().poll(&mut context).is_pending() {}
}
