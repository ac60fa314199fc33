//! Sessions: a debugger's place at a job, as the one that commands or as one that looks.

mod controls;
mod reply;

pub(crate) use controls::ControlCaller;
pub use controls::{JobControls, SuspendedThread};
pub use reply::PendingReply;

use std::ops::Deref;
use std::sync::Arc;

use monitor_core::DebugPhase;

use crate::checkpoint::{CheckpointOutcome, NameId};
use crate::error::Error;
use crate::job::control::ControllerLease;
use crate::job::status::StopReason;

/// What a session may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionRole {
    /// Command. A job has at most one controller.
    Controller,
    /// Look: at the trace, the stack and the variables.
    Viewer,
}

/// A debugger's place at a job. It gives the [`JobControls`] of the job.
///
/// A controller's lease is renewed by every call; when it runs out, the session has ended and what
/// was held goes on. So it does when the session is dropped.
#[derive(Debug)]
pub struct DebugSession {
    controls: JobControls,
    owner: Arc<str>,
    left: bool,
}

impl DebugSession {
    /// Takes the place of a controller from another only if `steal`.
    pub(crate) fn attach(controls: JobControls, owner: &str, steal: bool) -> Result<Self, Error> {
        let job = &controls.job;
        let now = job.world.now();
        let owner: Arc<str> = owner.into();
        job.change_control(|control, effects| {
            let status = control.status();
            if let ControlCaller::Controller(session) = controls.who {
                if status.is_end() {
                    let (job, status) = (job.id().to_string(), status.as_str());
                    return Err(Error::Ended { job, status });
                }
                if !control.enabled {
                    return Err(Error::Disabled);
                }
                match &control.controller {
                    Some(other) if other.lease_until > now && !steal => {
                        return Err(Error::Controlled { owner: other.owner.to_string() });
                    }
                    _ => {}
                }
                control.grace = None;
                let lease_until = now.saturating_add(job.world.policy.lease);
                let owner = Arc::clone(&owner);
                control.controller = Some(ControllerLease { session, owner, lease_until });
            }
            let event = job.debug_event(DebugPhase::Attached, NameId::NONE).owner(&*owner);
            effects.events.push(event.at(now));
            Ok(())
        })?;
        Ok(Self { controls, owner, left: false })
    }

    /// Who it is.
    #[must_use]
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// A sign of life, which renews the lease.
    ///
    /// # Errors
    /// [`Error::SessionEnded`], if the lease had run out or another took the place.
    pub fn renew_lease(&self) -> Result<(), Error> {
        let now = self.controls.job.world.now();
        let mut control = self.controls.job.lock_control();
        let there = match (self.controls.who, &control.controller) {
            (ControlCaller::Controller(own), Some(controller)) => controller.session == own,
            (who, _) => who == ControlCaller::Viewer,
        };
        if !there {
            return Err(Error::SessionEnded);
        }
        self.controls.renew_lease(&mut control, now);
        Ok(())
    }

    /// Leaves the job as it is: what is held stays so for the length of a lease, in which anybody
    /// may take over.
    pub fn leave(mut self) {
        self.detach(false);
    }

    fn detach(&mut self, release: bool) {
        if std::mem::replace(&mut self.left, true) {
            return;
        }
        let job = &self.controls.job;
        let now = job.world.now();
        job.change_control(|control, effects| {
            if let (ControlCaller::Controller(own), Some(controller)) =
                (self.controls.who, &control.controller)
            {
                if controller.session != own {
                    return;
                }
                control.controller = None;
                if release {
                    control.resume_all(CheckpointOutcome::On, StopReason::Detached, effects);
                } else if control.is_still() {
                    control.grace = Some(now.saturating_add(job.world.policy.lease));
                }
            } else if self.controls.who != ControlCaller::Viewer {
                return;
            }
            let event = job.debug_event(DebugPhase::Detached, NameId::NONE).owner(&*self.owner);
            effects.events.push(event.reason(StopReason::Detached.as_str()).at(now));
        });
    }
}

impl Deref for DebugSession {
    type Target = JobControls;

    fn deref(&self) -> &JobControls {
        &self.controls
    }
}

impl Drop for DebugSession {
    fn drop(&mut self) {
        self.detach(true);
    }
}
