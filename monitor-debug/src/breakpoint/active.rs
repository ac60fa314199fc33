//! A breakpoint at work: compiled, with its counters.

use monitor_core::{NonPoisonMutex, Timestamp};

use crate::breakpoint::hits::HitCondition;
use crate::breakpoint::{Breakpoint, BreakpointStatus};
use crate::checkpoint::{CheckpointArrival, NameId, NameTable};
use crate::condition::{Condition, EvalContext, EvalError, LogTemplate};
use crate::error::Error;
use crate::location::{BreakpointLocation, LocationNames};
use crate::sync::{AtomicU32, AtomicU64, Ordering};
use crate::trace::breakpoint_id;
use crate::variables::{VariableAccess, VariableValue};

/// The longest name of a routine, slot or event in bytes.
const MAX_NAME_BYTES: usize = 256;

/// A compiled breakpoint, shared by the jobs of a flow if it is on one.
#[derive(Debug)]
pub(crate) struct ActiveBreakpoint {
    pub(crate) number: u32,
    spec: Breakpoint,
    verified: bool,
    /// `None` for every routine.
    routine: Option<NameId>,
    location: BreakpointLocation<NameId>,
    condition: Option<Condition>,
    hits: Option<HitCondition>,
    log: Option<LogTemplate>,
    expires: Option<Timestamp>,
    /// 1 if it is enabled.
    enabled: AtomicU32,
    passes: AtomicU64,
    errors: AtomicU64,
    last_error: NonPoisonMutex<Option<EvalError>>,
}

/// What a breakpoint makes of a pass.
pub(crate) enum BreakpointAction {
    Hold,
    Log(String),
}

impl ActiveBreakpoint {
    pub(crate) fn new(
        number: u32,
        spec: Breakpoint,
        verified: bool,
        names: &NameTable,
        now: Timestamp,
    ) -> Result<Self, Error> {
        if spec.routine_id.is_empty() {
            return Err(Error::MissingRoutine);
        }
        for (what, text) in
            [("the id of a routine", Some(&spec.routine_id)), ("a name", spec.location.name())]
        {
            let bytes = text.map_or(0, String::len);
            if bytes > MAX_NAME_BYTES {
                return Err(Error::TooLong { what, bytes, max: MAX_NAME_BYTES });
            }
        }
        let field = |field| move |source| Error::Condition { field, source };
        let stated = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        let condition = stated(&spec.condition).map(|text| Condition::compile(&text));
        let log = stated(&spec.log_message).map(|text| LogTemplate::compile(&text));
        let hits =
            stated(&spec.hit_condition).map(|text| HitCondition::parse(&text)).transpose()?;
        Ok(Self {
            number,
            verified,
            condition: condition.transpose().map_err(field("condition"))?,
            log: log.transpose().map_err(field("log_message"))?,
            hits,
            routine: (spec.routine_id != "*").then(|| names.intern_name(&spec.routine_id)),
            location: spec.location.map(|name| names.intern_name(name)),
            expires: spec.ttl.map(|ttl| now.saturating_add(ttl)),
            enabled: AtomicU32::new(u32::from(spec.enabled)),
            passes: AtomicU64::new(0),
            errors: AtomicU64::new(0),
            last_error: NonPoisonMutex::new(None),
            spec,
        })
    }

    /// The bits of the routines that it may be on.
    pub(crate) fn routine_mask(&self) -> u64 {
        self.routine.map_or(u64::MAX, NameId::mask_bit)
    }

    pub(crate) fn enable(&self, enabled: bool) {
        self.enabled.store(u32::from(enabled), Ordering::Relaxed);
    }

    /// Whether it is on checkpoints of this routine at this location.
    #[inline]
    pub(crate) fn is_on(&self, routine: NameId, location: &BreakpointLocation<NameId>) -> bool {
        self.routine.is_none_or(|own| own == routine) && self.location.covers(location)
    }

    /// What the breakpoint makes of a pass of a checkpoint that it is on.
    pub(crate) fn evaluate_pass(
        &self,
        arrival: &CheckpointArrival<'_>,
        variables: &dyn VariableAccess,
        names: &NameTable,
        now: impl FnOnce() -> Timestamp,
    ) -> Option<BreakpointAction> {
        if self.enabled.load(Ordering::Relaxed) == 0 {
            return None;
        }
        if self.expires.is_some_and(|end| end <= now()) {
            return None;
        }
        let facts = |name: &str| self.builtin_variable(arrival, names, name);
        let around = EvalContext { variables, facts: &facts };
        match self.condition.as_ref().map_or(Ok(true), |condition| condition.test_in(&around)) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => {
                self.record_error(error);
                return None;
            }
        }
        let pass = self.passes.fetch_add(1, Ordering::Relaxed) + 1;
        if self.hits.is_some_and(|hits| !hits.is_met_at(pass)) {
            return None;
        }
        // Of several that come at the same time, only one disables it.
        if self.spec.once && self.enabled.swap(0, Ordering::Relaxed) == 0 {
            return None;
        }
        let Some(log) = &self.log else { return Some(BreakpointAction::Hold) };
        let (message, error) = log.render(&around);
        if let Some(error) = error {
            self.record_error(error);
        }
        Some(BreakpointAction::Log(message))
    }

    fn builtin_variable<'a>(
        &self,
        arrival: &CheckpointArrival<'a>,
        names: &NameTable,
        name: &str,
    ) -> Option<VariableValue<'a>> {
        let text = |name: NameId| VariableValue::Text(names.resolve_name(name).to_string().into());
        match (name, arrival.location()) {
            ("routine_id", _) => Some(text(arrival.place.routine)),
            ("slot_name", BreakpointLocation::Slot(name))
            | ("event_name", BreakpointLocation::Event(name)) => Some(text(name)),
            ("hit_count", _) => {
                let passes = self.passes.load(Ordering::Relaxed);
                Some(VariableValue::Int(i64::try_from(passes).unwrap_or(i64::MAX)))
            }
            ("error", _) => arrival.error.map(VariableValue::from),
            _ => None,
        }
    }

    fn record_error(&self, error: EvalError) {
        self.errors.fetch_add(1, Ordering::Relaxed);
        *self.last_error.lock() = Some(error);
    }

    pub(crate) fn status(&self) -> BreakpointStatus {
        let spec = self.spec.clone();
        let LocationNames { slot_name, event_name, label } = spec.location.names();
        BreakpointStatus {
            breakpoint_id: breakpoint_id(self.number),
            kind: spec.location.as_str(),
            slot_name,
            event_name,
            label,
            routine_id: spec.routine_id,
            condition: spec.condition,
            hit_condition: spec.hit_condition,
            log_message: spec.log_message,
            once: spec.once,
            expires_at: self.expires,
            enabled: self.enabled.load(Ordering::Relaxed) != 0,
            verified: self.verified,
            hit_count: self.passes.load(Ordering::Relaxed),
            error_count: self.errors.load(Ordering::Relaxed),
            last_error: self.last_error.lock().as_ref().map(ToString::to_string),
        }
    }
}
