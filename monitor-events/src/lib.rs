#![doc = include_str!("../README.md")]

mod async_handler;
mod channel;
mod delivery;
mod dispatch;
mod emitter;
mod error;
mod handler;
mod nesting;
mod overflow;
mod panic;
mod queue;
mod receiver;
mod registry;
mod seen;
mod signal;
mod subscription;
mod sync;
mod target;

pub mod testing;

pub use async_handler::EmitAsync;
pub use delivery::Delivery;
pub use emitter::{Emitter, EmitterLimits, EmitterStats};
pub use error::Error;
pub use overflow::Overflow;
pub use panic::HandlerPanic;
pub use receiver::{Bounded, EventReceiver};
pub use signal::SignalLatch;
pub use subscription::Subscription;
