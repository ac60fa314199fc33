//! A host of flows whose jobs a debugger can hold, step and change.

mod activation;
mod changes;
mod context;
mod definition;
mod handler_error;
mod host;
mod job;
mod options;
mod params;
mod queue;

pub use activation::RoutineActivation;
pub use definition::{DemoFlow, MessageFeed, RoutineClass, RoutineHandler};
pub use handler_error::HandlerError;
pub use host::DemoFlowHost;
pub use options::DemoFlowOptions;
pub use params::{EntryParam, EntryParamKind};
