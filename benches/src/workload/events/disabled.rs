//! Emitting while nobody listens: what instrumentation costs a program that is not watched.

use std::error::Error;
use std::hint::black_box;
use std::time::Duration;

use tracing::level_filters::LevelFilter;

use super::tick::{Beat, TICK, Tick, emitter};
use crate::claim::{Claim, Contender};

/// `emit_with` to nobody.
///
/// # Errors
/// If `tracing` has a subscriber in this process.
pub fn nobody_listens() -> Result<Claim, Box<dyn Error>> {
    if LevelFilter::current() != LevelFilter::OFF {
        return Err("tracing has a subscriber already".into());
    }
    let emitting = emitter();
    let ours = Contender::new("emit_with", move || {
        emitting.emit_with(black_box(Beat::Ended), || Tick { job: black_box(7), ..TICK });
    });
    let emitting = emitter();
    let eager = Contender::new("ours, emit", move || {
        emitting.emit(black_box(TICK));
    });
    let tracing = Contender::new("tracing, no subscriber", || {
        tracing::event!(
            tracing::Level::INFO,
            job = black_box(7_u64),
            run_ns = black_box(1_500_u64)
        );
    });
    let claim = Claim::new("emit_with, no handler", ours);
    Ok(claim.at_most(Duration::from_nanos(1)).against(1.2, tracing).beside(eager))
}
