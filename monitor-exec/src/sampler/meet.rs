//! The first meeting: with the held child before its first instruction, or with a process that
//! runs already.

use std::sync::Arc;

use super::{ChildGroup, Run, Sampler, Target};
use crate::ending::Ending;
use crate::metadata::Metadata;
use crate::proc::{monotonic_ns, thread_cpu_ns};
use crate::recorder::Seen;
use crate::spawn::{Handshake, HoldMethod, Verdict};
use crate::sys;

impl Sampler {
    /// Attaches, takes the baseline, and lets the command go. `None` if there will be none.
    pub(super) fn meet(&mut self) -> Option<Run> {
        match &self.target {
            Target::Child { handshake, method, group } => {
                let (method, group) = (*method, *group);
                let handshake = Arc::clone(handshake);
                let run = self.meet_child(&handshake, method, group);
                // A child that came to nothing is reaped here, so that whoever spawned it has the
                // error at once; std reaps its own.
                if let (None, false, Some(pid)) = (&run, group == ChildGroup::Look, handshake.pid())
                {
                    sys::reap_blocking(pid);
                }
                run
            }
            &Target::Attached { pid, since_process_start } => {
                let pidfd = sys::pidfd_open(pid).ok();
                self.recorder.tree.plant(pid);
                let now_ns = monotonic_ns();
                let mut run = self.begin(pid, now_ns, Run { pidfd, ..empty() });
                if !since_process_start {
                    let baseline = self.recorder.tree.look(0).used;
                    self.recorder.totals.start_at(baseline);
                }
                run.seen = self.recorder.observe(now_ns);
                run.sample_due_ns = Some(now_ns);
                run.sample_due_ns = self.next_sample_ns(&run, now_ns);
                Some(run)
            }
        }
    }

    fn meet_child(
        &mut self,
        handshake: &Handshake,
        method: HoldMethod,
        group: ChildGroup,
    ) -> Option<Run> {
        let pid = handshake.wait_born()?;
        // First of all, as it is what ends the run: with few descriptors left it gets one.
        let pidfd = sys::pidfd_open(pid).ok();
        self.recorder.tree.plant(pid);
        let task_clock = if self.count_all { sys::open_task_clock(pid).ok() } else { None };
        let first_pid = self.recorder.tree.last_pid();
        let held_at_ns = handshake.wait_held(method, pid)?;
        self.recorder.tree.note_held();
        // Before the release: a program that is let go may well run before we do again.
        let now_ns = monotonic_ns();
        handshake.release(method, pid);
        // Before exec the child's memory is ours, and nothing of it is to be seen by anybody
        // if there will be no program.
        if handshake.verdict() == Verdict::Failed {
            return None;
        }
        let held_for_ns = now_ns.saturating_sub(held_at_ns);
        let hold_ns = if method == HoldMethod::None { 0 } else { held_for_ns };
        let group = match group {
            ChildGroup::Own => Some(pid),
            ChildGroup::Host => None,
            ChildGroup::Look => {
                crate::proc::read_stat(pid).filter(|stat| stat.group == pid).map(|_| pid)
            }
        };
        let mut run = self.begin(
            pid,
            now_ns,
            Run { pidfd, group, hold_ns, first_pid, task_clock, ..empty() },
        );
        self.recorder.observe_held();
        run.sample_due_ns = Some(now_ns);
        run.sample_due_ns = self.next_sample_ns(&run, now_ns);
        Some(run)
    }

    fn begin(&mut self, pid: i32, now_ns: u64, run: Run) -> Run {
        self.recorder.started_ns = now_ns;
        // The host's clock is read after the exec, and must not say that it was later.
        let since = std::time::Duration::from_nanos(monotonic_ns().saturating_sub(now_ns));
        self.recorder.started_at = self.clock.now().saturating_sub(since);
        if let Some(host) = self.subreaper {
            self.recorder.tree.adopt_orphans(host);
        }
        if self.recorder.delivery.encoder.is_some() {
            let metadata = self.metadata(pid);
            self.recorder.delivery.begin(&metadata);
        }
        Run { pid, ..run }
    }

    /// Who and when, as far as it is known by now.
    pub(super) fn metadata(&self, pid: i32) -> Metadata {
        let executable = match &self.target {
            Target::Child { .. } => {
                self.shared.spawned.get().and_then(|spawned| spawned.executable.clone())
            }
            Target::Attached { .. } => std::fs::read_link(format!("/proc/{pid}/exe")).ok(),
        };
        Metadata {
            pid: pid.unsigned_abs(),
            args: self.args.clone(),
            executable,
            started_at: self.recorder.started_at,
            hold: match &self.target {
                Target::Child { method, .. } => Some(*method),
                Target::Attached { .. } => None,
            },
        }
    }
}

fn empty() -> Run {
    Run {
        pid: 0,
        pidfd: None,
        group: None,
        hold_ns: 0,
        first_pid: None,
        root_ended_ns: None,
        sample_due_ns: None,
        ending: Ending::Running,
        let_go: None,
        seen: Seen::default(),
        spent_ns: thread_cpu_ns(),
        task_clock: None,
    }
}
