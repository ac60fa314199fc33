//! The first meeting: with the held child before its first instruction, or with a process that
//! runs already.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{ChildGroup, SamplerLoop, SamplerTarget, SamplerThread};
use crate::metadata::{ExecMetadata, HoldMethod};
use crate::platform::linux::proc::{CommName, monotonic_ns, peak_of, thread_cpu_ns};
use crate::platform::linux::sampler::ending::StopEscalation;
use crate::platform::linux::sampler::recorder::RecordedTotals;
use crate::platform::linux::spawn::{ChildHandle, ChildLaunch, ForkVerdict, SpawnHandshake};
use crate::platform::linux::sys;

/// How far a run is when its thread begins.
#[derive(Debug)]
pub(crate) enum LaunchPhase {
    /// The child was held and let go.
    Met(Box<SamplerLoop>),
    /// std is about to make the child.
    ByStd(Arc<SpawnHandshake>),
    /// The process runs already.
    Attached,
}

impl SamplerThread {
    /// Meets whom nobody has met yet. `None` if there will be no program.
    pub(super) fn attach_child(&mut self, start: LaunchPhase) -> Option<SamplerLoop> {
        match start {
            LaunchPhase::Met(run) => Some(*run),
            LaunchPhase::ByStd(handshake) => self.meet_by_std(&handshake),
            LaunchPhase::Attached => self.meet_running(),
        }
    }

    /// Takes the child that was just made: attaches while it is on its way to the hold, takes the
    /// baseline, and lets it go.
    pub(crate) fn take(&mut self, launch: Arc<ChildLaunch>, child: ChildHandle) -> SamplerLoop {
        let (pid, method, group) = self.register_child(child.pid);
        let task_clock = if self.count_all { sys::open_task_clock(pid).ok() } else { None };
        if let Some(control_group) = &self.control_group {
            self.recorder.tree.count_by(control_group.account());
        }
        let held_at_ns = launch.wait_held(pid);
        self.recorder.tree.note_held();
        let first_pid = self.recorder.tree.last_pid();
        // Before the release: a program that is let go may well run before we do again.
        let now_ns = monotonic_ns();
        launch.release(pid);
        let hold_ns = held_for(method, held_at_ns, now_ns);
        self.recorder.started_ns = now_ns;
        let run =
            SamplerLoop { pidfd: child.pidfd, group, hold_ns, first_pid, task_clock, ..empty(pid) };
        let sample_due_ns =
            self.next_sample_ns(&SamplerLoop { sample_due_ns: Some(now_ns), ..empty(pid) }, now_ns);
        SamplerLoop { launch: Some(launch), sample_due_ns, ..run }
    }

    fn meet_by_std(&mut self, handshake: &SpawnHandshake) -> Option<SamplerLoop> {
        let pid = handshake.wait_born()?;
        // First of all, as it is what ends the run: with few descriptors left it gets one.
        let pidfd = sys::pidfd_open(pid).ok();
        let (_, method, group) = self.register_child(pid);
        let task_clock = if self.count_all { sys::open_task_clock(pid).ok() } else { None };
        let first_pid = self.recorder.tree.last_pid();
        let held_at_ns = handshake.wait_held(method, pid);
        // If it cannot be put there, the kernel's account of the child has to do.
        self.control_group.take_if(|group| group.take_in(pid).is_err());
        if let Some(control_group) = &self.control_group {
            self.recorder.tree.count_by(control_group.account());
        }
        self.recorder.tree.note_held();
        // A forked child has a memory of its own, which is what its peak starts at.
        let floor_bytes = held_at_ns.map(|_| peak_of(pid)).filter(|bytes| *bytes > 0);
        let now_ns = monotonic_ns();
        handshake.release(method, pid);
        // Before exec the child's memory is ours, and nothing of it is to be seen by anybody
        // if there will be no program. std reaps its own.
        if handshake.verdict() == ForkVerdict::Failed {
            return None;
        }
        let group = group.or_else(|| {
            crate::platform::linux::proc::read_stat(pid)
                .filter(|stat| stat.group == pid)
                .map(|_| pid)
        });
        let hold_ns = held_for(method, held_at_ns, now_ns);
        self.recorder.started_ns = now_ns;
        let mut run =
            SamplerLoop { pidfd, group, hold_ns, first_pid, task_clock, floor_bytes, ..empty(pid) };
        let executable = std::fs::read_link(format!("/proc/{pid}/exe")).unwrap_or_default();
        self.in_place(&mut run, executable);
        run.sample_due_ns = Some(now_ns);
        run.sample_due_ns = self.next_sample_ns(&run, now_ns);
        Some(run)
    }

    fn meet_running(&mut self) -> Option<SamplerLoop> {
        let &SamplerTarget::Attached { pid, since_process_start } = &self.target else {
            return None;
        };
        let pidfd = sys::pidfd_open(pid).ok();
        self.recorder.tree.register_root(pid);
        let now_ns = monotonic_ns();
        self.recorder.started_ns = now_ns;
        self.executable = std::fs::read_link(format!("/proc/{pid}/exe")).ok();
        self.begin(pid);
        if !since_process_start {
            let baseline = self.recorder.tree.sample_members(0).used;
            self.recorder.totals.start_at(baseline);
        }
        let mut run = SamplerLoop { pidfd, ..empty(pid) };
        run.seen = self.recorder.observe(now_ns);
        run.sample_due_ns = Some(now_ns);
        run.sample_due_ns = self.next_sample_ns(&run, now_ns);
        Some(run)
    }

    /// Makes the child the root of the tree, under the name that its program will give it.
    fn register_child(&mut self, pid: i32) -> (i32, HoldMethod, Option<i32>) {
        let (method, group) = match &self.target {
            SamplerTarget::Child { method, group } => (*method, *group),
            SamplerTarget::Attached { .. } => (HoldMethod::None, ChildGroup::Host),
        };
        let group = (group == ChildGroup::Own).then_some(pid);
        let program = self.args.first().map(Path::new).and_then(Path::file_name);
        let name = CommName::new(program.map(|name| name.as_encoded_bytes()).unwrap_or_default());
        self.recorder.tree.plant_held(pid, host(), name, group);
        (pid, method, group)
    }

    /// The program is in place: now there is something to tell the host.
    pub(super) fn in_place(&mut self, run: &mut SamplerLoop, executable: PathBuf) {
        self.executable = Some(executable).filter(|path| !path.as_os_str().is_empty());
        self.begin(run.pid);
        self.recorder.observe_held();
        run.spent_ns = thread_cpu_ns();
    }

    fn begin(&mut self, pid: i32) {
        // The host's clock is read after the start, and must not say that it was later.
        let since = monotonic_ns().saturating_sub(self.recorder.started_ns);
        let since = std::time::Duration::from_nanos(since);
        self.recorder.started_at = self.clock.now().saturating_sub(since);
        if self.recorder.delivery.encoder.is_some() {
            let metadata = self.metadata(pid);
            self.recorder.delivery.begin(&metadata);
        }
    }

    /// Who and when, as far as it is known by now.
    pub(super) fn metadata(&self, pid: i32) -> ExecMetadata {
        ExecMetadata {
            pid: pid.unsigned_abs(),
            args: self.args.clone(),
            executable: self.executable.clone(),
            started_at: self.recorder.started_at,
            hold: match &self.target {
                SamplerTarget::Child { method, .. } => Some(*method),
                SamplerTarget::Attached { .. } => None,
            },
        }
    }
}

/// Our own number.
pub(crate) fn host() -> i32 {
    i32::try_from(std::process::id()).unwrap_or(0)
}

fn held_for(method: HoldMethod, held_at_ns: Option<u64>, now_ns: u64) -> u64 {
    match (method, held_at_ns) {
        (HoldMethod::None, _) | (_, None) => 0,
        (_, Some(held_at_ns)) => now_ns.saturating_sub(held_at_ns),
    }
}

fn empty(pid: i32) -> SamplerLoop {
    SamplerLoop {
        pid,
        launch: None,
        pidfd: None,
        group: None,
        hold_ns: 0,
        first_pid: None,
        root_ended_ns: None,
        sample_due_ns: None,
        ending: StopEscalation::Running,
        sweeping: false,
        let_go: None,
        seen: RecordedTotals::default(),
        spent_ns: 0,
        task_clock: None,
        floor_bytes: None,
        stop_refused: None,
    }
}
