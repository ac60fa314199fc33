#![doc = include_str!("../README.md")]

mod async_handler;
mod channel;
mod dispatch;
#[cfg(doctest)]
mod doc_examples;
mod emitter;
mod error;
mod handler;
mod registry;
mod signal;
mod subscription;
mod sync;

pub mod testing;

pub use async_handler::EmitAsync;
pub use channel::{ChannelOptions, EventReceiver, OverflowPolicy};
pub use dispatch::{EmitterLimits, EmitterStats};
pub use emitter::Emitter;
pub use error::Error;
pub use handler::{EmitOutcome, HandlerPanic};
pub use signal::PendingKinds;
pub use subscription::Subscription;
