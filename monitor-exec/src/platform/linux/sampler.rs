//! Watching one run: sleeping until the command ends, a sample is due, or the host wants
//! something. A thread of ours does it, or the host's own if that waits for the outcome anyway.
//!
//! `meet` attaches to the process, `recorder` makes samples of what the tree says, `ending` stops the
//! tree, and `finish` makes the outcome. `shared` is what the sampler and the handles of the host
//! have in common, and `hand_over` decides on which thread the sampler runs.

pub(crate) mod ending;
mod finish;
pub(crate) mod hand_over;
mod meet;
pub(crate) mod recorder;
pub(crate) mod shared;

use std::os::fd::{AsFd, OwnedFd};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, ppoll};
use nix::sys::time::TimeSpec;

use crate::command::WaitFor;
use crate::command::limit::{ExecLimit, ExecLimits};
use crate::command::watch::StopPolicy;
use crate::metadata::HoldMethod;
use crate::outcome::ExecOutcome;
use crate::outcome::exit::ExitCause;
use crate::platform::linux::cgroup::CgroupDir;
use crate::platform::linux::proc::{monotonic_ns, thread_cpu_ns};
use crate::platform::linux::sampler::ending::{StopEscalation, StopTarget};
use crate::platform::linux::sampler::recorder::{RecordedTotals, SampleRecorder};
use crate::platform::linux::sampler::shared::{CANCEL, DETACH, KILL, SamplerShared};
use crate::platform::linux::spawn::ChildLaunch;
use crate::platform::linux::streams::drain::StreamDrain;
use crate::platform::linux::sys;
use crate::sampler::interval::SamplePacer;

pub(crate) use meet::{LaunchPhase, host};

/// Whom the sampler watches.
#[derive(Debug)]
pub(crate) enum SamplerTarget {
    /// A child of ours, and how it is held.
    Child { method: HoldMethod, group: ChildGroup },
    /// A process that runs already. It is not ours to reap, and not to stop.
    Attached { pid: i32, since_process_start: bool },
}

/// Which group of the child may be signalled as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChildGroup {
    /// Its own.
    Own,
    /// The host's: none.
    Host,
    /// std made it: its own if its number says so.
    Look,
}

/// Everything that watching takes.
pub(crate) struct SamplerThread {
    pub(crate) target: SamplerTarget,
    /// Where the host says what it wants, if it has a handle.
    pub(crate) shared: Option<Arc<SamplerShared>>,
    pub(crate) recorder: SampleRecorder,
    pub(crate) pacer: SamplePacer,
    pub(crate) timeout: Option<Duration>,
    pub(crate) limits: ExecLimits,
    pub(crate) manner: StopPolicy,
    pub(crate) wait_for: WaitFor,
    /// Whether the host adopts the orphans of the tree.
    pub(crate) subreaper: bool,
    /// Whether the kernel shall count the CPU time of every descendant.
    pub(crate) count_all: bool,
    pub(crate) drain: Option<StreamDrain>,
    pub(crate) clock: Arc<dyn monitor_core::Clock>,
    pub(crate) args: Vec<String>,
    /// The control group that the command is alone in.
    pub(crate) control_group: Option<CgroupDir>,
    /// Whether members that outlive the command are ended.
    pub(crate) end_leftovers: bool,
    /// The file that was executed, once it is known.
    pub(crate) executable: Option<PathBuf>,
    /// CPU time that this thread had used before it began to watch.
    pub(crate) cpu_before_ns: u64,
}

/// A run between its start and its end.
#[derive(Debug)]
pub(crate) struct SamplerLoop {
    pid: i32,
    /// The child's launch, as long as its program may not be in place yet.
    launch: Option<Arc<ChildLaunch>>,
    /// Readable when the root has ended; without it (no descriptors left) the root is asked.
    pidfd: Option<OwnedFd>,
    group: Option<i32>,
    hold_ns: u64,
    first_pid: Option<u64>,
    root_ended_ns: Option<u64>,
    sample_due_ns: Option<u64>,
    ending: StopEscalation,
    /// The command ended by itself, and what it left behind is being ended.
    sweeping: bool,
    /// An attached process is only let go when the host wants it to end.
    let_go: Option<ExitCause>,
    seen: RecordedTotals,
    spent_ns: u64,
    /// Counts the CPU time of the whole tree, if the host asked for it and the system allows it.
    task_clock: Option<std::fs::File>,
    /// The peak of a forked child before exec, if it was held.
    floor_bytes: Option<u64>,
    /// Why a member of the tree could not be signalled when it was to be stopped.
    stop_refused: Option<Errno>,
}

/// While the end of other members is waited for, they are looked at so often.
const TREE_LOOK_NS: u64 = 5_000_000;
/// While CPU or memory is limited, they are looked at so often.
const LIMIT_LOOK_NS: u64 = 100_000_000;
/// Without a descriptor of the process, its end is asked for so often.
const ASK_NS: u64 = 1_000_000;

impl SamplerThread {
    /// Watches the run to its end on the calling thread and publishes the outcome, whatever
    /// happens.
    pub(crate) fn run(mut self, start: LaunchPhase) {
        self.cpu_before_ns = thread_cpu_ns();
        let shared = self.shared.clone();
        let _guard = shared.clone().map(PublishOnPanic);
        let outcome = self.begin_and_follow(start);
        if let Some(shared) = shared {
            shared.publish(outcome);
        }
    }

    /// Watches the run to its end on the calling thread; `None` if no program came of it.
    pub(crate) fn begin_and_follow(mut self, start: LaunchPhase) -> Option<ExecOutcome> {
        let run = self.attach_child(start)?;
        self.follow(run)
    }

    /// Watches the run to its end; `None` if no program came of it.
    fn follow(&mut self, mut run: SamplerLoop) -> Option<ExecOutcome> {
        if self.watch(&mut run) { Some(self.finish(run)) } else { None }
    }

    /// The loop; `false` if there is no program to be watched.
    fn watch(&mut self, run: &mut SamplerLoop) -> bool {
        // Only for a command that lives for longer than the first interval.
        let mut prompt = None;
        loop {
            let woken = self.sleep(run);
            let now_ns = monotonic_ns();
            if woken.ended && run.root_ended_ns.is_none() {
                run.root_ended_ns = Some(now_ns);
            }
            if let Some(launch) = run.launch.take() {
                match launch.verdict() {
                    Some(Ok(executable)) => self.in_place(run, executable),
                    Some(Err(_)) => {
                        sys::reap_blocking(run.pid);
                        return false;
                    }
                    None => run.launch = Some(launch),
                }
            }
            if woken.requested {
                self.take_requests(run, now_ns);
            }
            self.check_time(run, now_ns);
            if self.has_ended(run, now_ns) {
                return true;
            }
            if run.sample_due_ns.is_some_and(|due_ns| now_ns >= due_ns) {
                if prompt.is_none() {
                    prompt = Some(sys::SchedulingBoost::of_this_thread());
                }
                self.sample(run, now_ns);
            }
            self.press_on(run, now_ns);
        }
    }

    /// Whether the outcome has nothing more to wait for.
    fn has_ended(&mut self, run: &mut SamplerLoop, now_ns: u64) -> bool {
        if run.let_go.is_some() || run.ending.given_up(now_ns) {
            return true;
        }
        if run.root_ended_ns.is_none() {
            return false;
        }
        if self.wait_for == WaitFor::Root && run.ending == StopEscalation::Running {
            return !self.end_leftovers || !self.stop_leftovers(run, now_ns);
        }
        // Others may be alive that nobody has seen yet.
        run.seen = self.recorder.observe(now_ns);
        run.sample_due_ns = Some(now_ns + TREE_LOOK_NS);
        self.recorder.tree.others_alive() == 0
    }

    /// Begins to end what the command left behind; `false` if there is nobody.
    fn stop_leftovers(&mut self, run: &mut SamplerLoop, now_ns: u64) -> bool {
        self.recorder.tree.discover_group_members(now_ns.saturating_sub(self.recorder.started_ns));
        run.seen = self.recorder.observe(now_ns);
        if self.recorder.tree.others_alive() == 0 {
            return false;
        }
        run.sweeping = true;
        self.request_stop(run, ExitCause::Cancelled, now_ns);
        true
    }

    fn sample(&mut self, run: &mut SamplerLoop, now_ns: u64) {
        if run.launch.is_some() {
            // No program yet, so nothing to be seen.
            run.sample_due_ns = self.next_sample_ns(run, now_ns);
            return;
        }
        run.seen = self.recorder.observe(now_ns);
        let spent_ns = thread_cpu_ns();
        self.pacer.record_cost(spent_ns.saturating_sub(run.spent_ns));
        run.spent_ns = spent_ns;
        run.sample_due_ns = self.next_sample_ns(run, now_ns);
        if let Some(limit) = self.limits.hit(run.seen.cpu_ns, run.seen.rss_bytes) {
            self.stop(run, ExitCause::LimitHit { limit }, now_ns);
        }
    }

    /// Absolute times, so that what a sample costs does not add up; what was missed is left out.
    fn next_sample_ns(&mut self, run: &SamplerLoop, now_ns: u64) -> Option<u64> {
        let age_ns = now_ns.saturating_sub(self.recorder.started_ns);
        let mut interval_ns = self.pacer.next_ns(age_ns, run.seen.look);
        let mut at_most =
            |limit_ns: u64| interval_ns = Some(interval_ns.unwrap_or(u64::MAX).min(limit_ns));
        if self.limits.need_samples() {
            at_most(LIMIT_LOOK_NS);
        }
        if let Some(limit) = self.limits.cpu {
            // No sooner can the processors use up what is left.
            let left_ns =
                u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX).saturating_sub(run.seen.cpu_ns);
            at_most((left_ns / u64::from(self.recorder.max_threads.max(1))).max(ASK_NS));
        }
        if run.ending != StopEscalation::Running || run.root_ended_ns.is_some() {
            at_most(TREE_LOOK_NS);
        }
        let interval_ns = interval_ns?;
        let next_ns = run.sample_due_ns.unwrap_or(now_ns).saturating_add(interval_ns);
        Some(if next_ns <= now_ns { now_ns.saturating_add(interval_ns) } else { next_ns })
    }

    fn take_requests(&mut self, run: &mut SamplerLoop, now_ns: u64) {
        let Some(shared) = &self.shared else { return };
        let (requests, to_root, to_tree) = shared.take_requests();
        let numbers = |set: u64| (1..=64).filter(move |signal| set >> (signal - 1) & 1 == 1);
        for signal in numbers(to_root) {
            // The rest of a tree that is waited for stands for a command that has ended.
            if run.root_ended_ns.is_some() {
                self.recorder.observe(now_ns);
                self.stop_target(run).signal_tree(signal);
            } else {
                self.stop_target(run).signal_root(signal);
            }
        }
        for signal in numbers(to_tree) {
            self.recorder.observe(now_ns);
            self.stop_target(run).signal_tree(signal);
        }
        if requests & DETACH != 0 {
            run.let_go = Some(ExitCause::Detached);
        }
        if requests & KILL != 0 {
            self.recorder.observe(now_ns);
            self.kill(run, now_ns);
        } else if requests & CANCEL != 0 {
            self.stop(run, ExitCause::Cancelled, now_ns);
        }
    }

    fn check_time(&mut self, run: &mut SamplerLoop, now_ns: u64) {
        if run.root_ended_ns.is_some()
            && run.ending == StopEscalation::Running
            && self.wait_for == WaitFor::Root
        {
            return;
        }
        let age = Duration::from_nanos(now_ns.saturating_sub(self.recorder.started_ns));
        if self.timeout.is_some_and(|limit| age >= limit) {
            self.stop(run, ExitCause::TimedOut, now_ns);
        } else if self.limits.wall.is_some_and(|limit| age >= limit) {
            self.stop(run, ExitCause::LimitHit { limit: ExecLimit::Wall }, now_ns);
        }
    }

    /// Asks the tree to end, or lets an attached process go.
    fn stop(&mut self, run: &mut SamplerLoop, why: ExitCause, now_ns: u64) {
        if run.ending != StopEscalation::Running {
            return;
        }
        if matches!(self.target, SamplerTarget::Attached { .. }) {
            run.let_go = Some(why);
            return;
        }
        self.recorder.observe(now_ns);
        self.request_stop(run, why, now_ns);
    }

    /// Asks the tree to end. It was just looked at.
    fn request_stop(&self, run: &mut SamplerLoop, why: ExitCause, now_ns: u64) {
        let mut ending = run.ending;
        run.stop_refused = ending.request_stop(why, self.manner, &self.stop_target(run), now_ns);
        run.ending = ending;
        run.sample_due_ns = Some(now_ns + TREE_LOOK_NS);
    }

    const fn stop_target<'a>(&'a self, run: &'a SamplerLoop) -> StopTarget<'a> {
        StopTarget {
            tree: &self.recorder.tree,
            root: run.pid,
            pidfd: run.pidfd.as_ref(),
            group: run.group,
        }
    }

    /// The next step of an ending that is under way.
    fn press_on(&mut self, run: &mut SamplerLoop, now_ns: u64) {
        if run.ending.due_ns().is_some_and(|due_ns| now_ns >= due_ns) {
            self.recorder.observe(now_ns);
            self.kill(run, now_ns);
        }
    }

    /// The tree was just looked at.
    fn kill(&self, run: &mut SamplerLoop, now_ns: u64) {
        if let Some(control_group) = &self.control_group {
            control_group.kill();
        }
        let mut ending = run.ending;
        run.stop_refused = ending.kill(ExitCause::Cancelled, &self.stop_target(run), now_ns);
        run.ending = ending;
    }

    /// Sleeps until the root ends, the host wants something, or something is due.
    fn sleep(&self, run: &SamplerLoop) -> WakeReason {
        let now_ns = monotonic_ns();
        let alive = run.root_ended_ns.is_none();
        let ask = (alive && run.pidfd.is_none()).then(|| now_ns + ASK_NS);
        let end = |limit: Option<Duration>| {
            let limit_ns = u64::try_from(limit?.as_nanos()).unwrap_or(u64::MAX);
            (run.ending == StopEscalation::Running)
                .then(|| self.recorder.started_ns.saturating_add(limit_ns))
        };
        let due =
            [run.sample_due_ns, run.ending.due_ns(), ask, end(self.timeout), end(self.limits.wall)];
        let timeout = due.into_iter().flatten().min().map(|due_ns| {
            TimeSpec::from_duration(Duration::from_nanos(due_ns.saturating_sub(now_ns)))
        });
        let pidfd = run.pidfd.as_ref().filter(|_| alive).map(AsFd::as_fd);
        let wake = self.shared.as_ref().map(|shared| shared.wake.as_fd());
        let mut fds: Vec<PollFd<'_>> =
            pidfd.into_iter().chain(wake).map(|fd| PollFd::new(fd, PollFlags::POLLIN)).collect();
        let _ = ppoll(&mut fds, timeout, None);
        let mut ready = fds.iter().map(|fd| fd.any().unwrap_or(false));
        let ended = pidfd.is_some() && ready.next().unwrap_or(false);
        let ended = ended || (run.pidfd.is_none() && alive && has_ended(run.pid));
        WakeReason { requested: ready.next().unwrap_or(false), ended }
    }
}

struct WakeReason {
    requested: bool,
    ended: bool,
}

fn has_ended(pid: i32) -> bool {
    match sys::peek_end(pid) {
        Ok(ended) => ended.is_some(),
        Err(_) => crate::platform::linux::proc::read_stat(pid).is_none_or(|stat| stat.is_dead()),
    }
}

/// If the sampler dies of a panic of its own, whoever waits is told instead of waiting for ever.
#[derive(Debug)]
struct PublishOnPanic(Arc<SamplerShared>);

impl Drop for PublishOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.publish(None);
        }
    }
}
