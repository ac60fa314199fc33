//! Call stacks: the activations of routines, and the chain of what caused what.

use std::sync::{Arc, OnceLock};

use serde::Serialize;

use crate::checkpoint::place::{Checkpoint, NameId, NameTable};
use crate::sync::{AtomicU64, Ordering};

/// The most frames of a call stack; what is further back is left out.
const MAX_STACK: usize = 64;

/// What caused an activation: goes with the message from the activation that sent it to the one
/// that it calls. Nothing is kept of thread or task.
#[derive(Clone, Debug, Default)]
pub struct CallCause(Option<Arc<CauseLink>>);

/// One activation in the chain of causes. It outlives the activation.
#[derive(Debug)]
pub(crate) struct CauseLink {
    on_stack: FrameOnStack,
    cause: Option<Arc<CauseLink>>,
    depth: usize,
}

/// One frame of a call stack, names as numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FrameOnStack {
    number: u32,
    routine: NameId,
    slot: NameId,
    line: u32,
}

/// One frame of a call stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FrameStatus {
    /// The number of the activation in its job.
    pub frame: u32,
    /// The routine.
    pub routine_id: Arc<str>,
    /// The slot by which it was called.
    pub slot_name: Arc<str>,
    /// The line of the watched code, as its place says.
    pub line: u32,
}

impl CallCause {
    /// What nothing caused: the entry of a job.
    pub const NONE: Self = Self(None);

    fn frame_number(&self) -> u32 {
        self.0.as_ref().map_or(0, |link| link.on_stack.number)
    }

    /// The chain from the nearest cause on.
    fn links(&self) -> impl Iterator<Item = &CauseLink> {
        std::iter::successors(self.0.as_deref(), |link| link.cause.as_deref())
    }

    /// The same chain, cut if it has grown too long: a flow may go round in circles for ever.
    fn bounded_chain(&self) -> Option<Arc<CauseLink>> {
        let depth = self.0.as_ref().map_or(0, |link| link.depth);
        if depth < 2 * MAX_STACK {
            return self.0.clone();
        }
        let kept: Vec<FrameOnStack> =
            self.links().take(MAX_STACK).map(|link| link.on_stack).collect();
        kept.into_iter().rev().fold(None, |cause, on_stack| {
            let depth = cause.as_ref().map_or(1, |link: &Arc<CauseLink>| link.depth + 1);
            Some(Arc::new(CauseLink { on_stack, cause, depth }))
        })
    }
}

/// One activation, as its checkpoints and what it causes know it.
#[derive(Debug)]
pub(crate) struct ActivationRecord {
    pub(crate) place: Checkpoint,
    /// 0 if the job was not watched when it began.
    number: u32,
    cause: CallCause,
    held_us: AtomicU64,
    link: OnceLock<Arc<CauseLink>>,
}

impl ActivationRecord {
    pub(crate) fn new(place: Checkpoint, number: u32, cause: CallCause) -> Self {
        Self { place, number, cause, held_us: AtomicU64::new(0), link: OnceLock::new() }
    }

    /// What an activation that this one causes is to be given.
    pub(crate) fn as_cause(&self) -> CallCause {
        if self.number == 0 {
            return CallCause::NONE;
        }
        let link = self.link.get_or_init(|| {
            let cause = self.cause.bounded_chain();
            let depth = cause.as_ref().map_or(1, |link| link.depth + 1);
            Arc::new(CauseLink { on_stack: self.on_stack(), cause, depth })
        });
        CallCause(Some(Arc::clone(link)))
    }

    pub(crate) fn number(&self) -> u32 {
        self.number
    }

    pub(crate) fn caused_by(&self) -> u32 {
        self.cause.frame_number()
    }

    /// Whether that activation is among the causes of this one.
    pub(crate) fn is_below(&self, frame: u32) -> bool {
        self.cause.links().any(|link| link.on_stack.number == frame)
    }

    fn on_stack(&self) -> FrameOnStack {
        let Checkpoint { routine, line, .. } = self.place;
        FrameOnStack { number: self.number, routine, slot: self.place.name(), line }
    }

    /// The chain of causes down to this activation, which may have come to another line.
    pub(crate) fn call_stack(&self, line: u32) -> Vec<FrameOnStack> {
        let own = FrameOnStack { line, ..self.on_stack() };
        let causes = self.cause.links().map(|link| link.on_stack);
        let mut stack: Vec<_> = std::iter::once(own).chain(causes).take(MAX_STACK).collect();
        stack.reverse();
        stack
    }

    /// Time that it was held is not time that it ran.
    pub(crate) fn was_held(&self, micros: u64) {
        self.held_us.fetch_add(micros, Ordering::Relaxed);
    }

    pub(crate) fn held_us(&self) -> u64 {
        self.held_us.load(Ordering::Relaxed)
    }
}

impl FrameOnStack {
    /// A checkpoint that belongs to no activation.
    pub(crate) fn outside_activation(place: Checkpoint) -> Self {
        Self { number: 0, routine: place.routine, slot: NameId::NONE, line: place.line }
    }

    pub(crate) fn frame_status(&self, names: &NameTable) -> FrameStatus {
        FrameStatus {
            frame: self.number,
            routine_id: names.resolve_name(self.routine),
            slot_name: names.resolve_name(self.slot),
            line: self.line,
        }
    }
}
