//! How a command is watched: hold, interval, limits, its end, and where its figures go.

use std::fmt;
use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::Sender;
use monitor_core::{Clock, SystemClock};

use super::ExecCommand;
use crate::command::control_group::ControlGroup;
use crate::command::limit::ExecLimits;
use crate::format::encode::{RecordFormat, SampleEncoder};
use crate::metadata::HoldMethod;
use crate::metadata::MachineFacts;
use crate::sample::TreeSample;
use crate::sampler::delivery::OnSample;
use crate::sampler::interval::{IntervalCap, SampleInterval};

/// What the outcome waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitFor {
    /// The command itself. Members that live on are left alone and counted.
    #[default]
    Root,
    /// The command and all known members of its tree.
    Tree,
}

/// How the host wants a command to be stopped.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StopPolicy {
    /// What it is asked with.
    pub(crate) signal: i32,
    /// How long it is waited for before it is killed.
    pub(crate) grace: Duration,
}

impl Default for StopPolicy {
    fn default() -> Self {
        Self { signal: SIGTERM, grace: Duration::from_secs(2) }
    }
}

/// The number of SIGTERM, which is the same on every Unix.
const SIGTERM: i32 = 15;

/// How a process is watched, whether it is spawned or attached to.
pub(crate) struct WatchSettings {
    pub(crate) hold: HoldMethod,
    pub(crate) interval: SampleInterval,
    pub(crate) cap: IntervalCap,
    pub(crate) timeout: Option<Duration>,
    pub(crate) limits: ExecLimits,
    pub(crate) manner: StopPolicy,
    pub(crate) wait_for: Option<WaitFor>,
    pub(crate) subreaper: bool,
    pub(crate) adopt_all: bool,
    pub(crate) count_all: bool,
    pub(crate) since_process_start: bool,
    pub(crate) kill_on_drop: bool,
    pub(crate) end_leftovers: bool,
    pub(crate) control_group: Option<ControlGroup>,
    pub(crate) per_process: bool,
    pub(crate) max_samples: usize,
    pub(crate) max_process_samples: usize,
    pub(crate) max_processes: usize,
    pub(crate) channel: Option<usize>,
    pub(crate) senders: Vec<Sender<TreeSample>>,
    pub(crate) on_sample: Option<OnSample>,
    pub(crate) encoder: Option<SampleEncoder<Box<dyn Write + Send>>>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Default for WatchSettings {
    fn default() -> Self {
        Self {
            hold: HoldMethod::default(),
            interval: SampleInterval::default(),
            cap: IntervalCap::Tree,
            timeout: None,
            limits: ExecLimits::default(),
            manner: StopPolicy::default(),
            wait_for: None,
            subreaper: false,
            adopt_all: false,
            count_all: false,
            since_process_start: false,
            kill_on_drop: true,
            end_leftovers: false,
            control_group: None,
            per_process: false,
            max_samples: 16_384,
            max_process_samples: 65_536,
            max_processes: 16_384,
            channel: None,
            senders: Vec::new(),
            on_sample: None,
            encoder: None,
            clock: Arc::new(SystemClock),
        }
    }
}

impl fmt::Debug for WatchSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchSettings")
            .field("hold", &self.hold)
            .field("interval", &self.interval)
            .field("timeout", &self.timeout)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

/// How it is watched.
impl ExecCommand {
    /// How the command is kept from running before the sampler is attached.
    #[must_use]
    pub const fn hold(mut self, method: HoldMethod) -> Self {
        self.watch.hold = method;
        self
    }

    /// The shortest and the longest interval between samples, milliseconds: [`SampleInterval::ByAge`],
    /// or [`SampleInterval::Every`] if both are the same. A shortest that is longer than the longest
    /// is an error when the command is spawned.
    #[must_use]
    pub const fn interval_ms(mut self, base: u64, max: u64) -> Self {
        let (base, max) = (Duration::from_millis(base), Duration::from_millis(max));
        self.watch.interval = if base.as_nanos() == max.as_nanos() {
            SampleInterval::Every(base)
        } else {
            SampleInterval::ByAge { base, max }
        };
        self
    }

    /// The rule for the time between samples.
    #[must_use]
    pub const fn interval(mut self, rule: SampleInterval) -> Self {
        self.watch.interval = rule;
        self
    }

    /// The share of one core that the sampler may use, in percent; intervals are made longer to
    /// keep it. Without this call, what a tree adds to the cost of waking up is kept below 0.5 %,
    /// and the waking up itself is not counted. [`f64::INFINITY`] keeps the intervals at any cost.
    #[must_use]
    pub fn overhead_percent(mut self, percent: f64) -> Self {
        self.watch.cap = if percent.is_finite() {
            IntervalCap::All { share: percent / 100.0 }
        } else {
            IntervalCap::Off
        };
        self
    }

    /// Stops the command when it has run for so long; the outcome is [`ExitCause::TimedOut`](crate::ExitCause).
    #[must_use]
    pub const fn timeout(mut self, time: Duration) -> Self {
        self.watch.timeout = Some(time);
        self
    }

    /// Stops the command when it uses more; the outcome is [`ExitCause::LimitHit`](crate::ExitCause).
    #[must_use]
    pub const fn limits(mut self, limits: ExecLimits) -> Self {
        self.watch.limits = limits;
        self
    }

    /// How a command is stopped: by this signal, and by SIGKILL when it is not gone after the
    /// grace. SIGTERM and two seconds otherwise.
    #[must_use]
    pub const fn stop_by(mut self, signal: i32, grace: Duration) -> Self {
        self.watch.manner = StopPolicy { signal, grace };
        self
    }

    /// What the outcome waits for: the command itself, unless [`subreaper`](Self::subreaper) is
    /// set, which means the tree (but not with [`end_leftovers`](Self::end_leftovers)).
    #[must_use]
    pub const fn wait_for(mut self, what: WaitFor) -> Self {
        self.watch.wait_for = Some(what);
        self
    }

    /// Ends what lives on when the command has ended by itself: background children, and daemons
    /// that were seen or stayed in the command's group or session. They are stopped as the command
    /// would be, by [`stop_by`](Self::stop_by). The outcome waits for that, and is still how the
    /// command itself ended. Otherwise they are left alone.
    ///
    /// It takes one look at every process of the machine. With [`ProcessGroup::Host`](crate::ProcessGroup::Host) only
    /// those that were seen are ended.
    #[must_use]
    pub const fn end_leftovers(mut self, yes: bool) -> Self {
        self.watch.end_leftovers = yes;
        self
    }

    /// Puts the command into a control group of its own, in which it is born: totals of CPU time
    /// are exact then whoever leaves whom, every descendant is found, and killing kills them all at
    /// once. It costs some microseconds a look. `None` is as if it was not called.
    #[must_use]
    pub fn control_group(mut self, group: impl Into<Option<ControlGroup>>) -> Self {
        self.watch.control_group = group.into();
        self
    }

    /// Makes the host the subreaper of the tree, so that orphans come to it, are counted to the
    /// end and reaped: totals become exact where processes leave their parents.
    ///
    /// This is a property of the whole host process and stays after the run; see
    /// `PR_SET_CHILD_SUBREAPER` in prctl(2). Only processes of this tree are reaped, by their
    /// group and session. With [`ProcessGroup::Host`](crate::ProcessGroup::Host) an orphan that was
    /// not seen before it lost its parent cannot be told from a child of the host: it is left
    /// alone, and totals stay lower bounds. [`adopt_all_children`](Self::adopt_all_children) is for
    /// hosts that have no such children.
    #[must_use]
    pub const fn subreaper(mut self, yes: bool) -> Self {
        self.watch.subreaper = yes;
        self
    }

    /// With [`subreaper`](Self::subreaper): takes every new child of the host's first thread, to
    /// which the kernel gives orphans, for an orphan of this tree. It is for a host that runs one
    /// command at a time there and makes its other children on other threads.
    ///
    /// Children that the host had before the command are reaped when they end and are not counted;
    /// neither are orphans of other programs, which come to process 1. Where there may be such, an
    /// orphan counts only if its group or session was made inside the tree, and totals are lower
    /// bounds once there was another.
    #[must_use]
    pub const fn adopt_all_children(mut self, yes: bool) -> Self {
        self.watch.adopt_all = yes;
        self
    }

    /// Has the kernel count the CPU time of every descendant, orphans and those of a tree that
    /// ignores SIGCHLD included, where it allows that (perf_event_open(2); `perf_event_paranoid`
    /// of 2 or less, and no seccomp filter against it). It costs the command some 25 µs with every
    /// fork and some milliseconds with its first use on a machine, and the totals stay lower bounds, by one to three percent at children of 5 ms.
    #[must_use]
    pub const fn count_descendants(mut self, yes: bool) -> Self {
        self.watch.count_all = yes;
        self
    }

    /// Counts what an attached process had used before, too.
    #[must_use]
    pub const fn since_process_start(mut self, yes: bool) -> Self {
        self.watch.since_process_start = yes;
        self
    }

    /// Whether dropping the [`RunningCommand`](crate::RunningCommand) handle kills the tree. It does, unless this is set to
    /// `false`; then the command runs on, is watched and reaped.
    #[must_use]
    pub const fn kill_on_drop(mut self, yes: bool) -> Self {
        self.watch.kill_on_drop = yes;
        self
    }

    /// Adds the processes to the observations, and their arguments to the table of processes.
    #[must_use]
    pub const fn per_process(mut self, yes: bool) -> Self {
        self.watch.per_process = yes;
        self
    }

    /// Whether samples are kept for the outcome. They are, unless this is set to `false`; then
    /// they cost no memory.
    #[must_use]
    pub const fn store_in_memory(mut self, yes: bool) -> Self {
        if !yes {
            self.watch.max_samples = 0;
            self.watch.max_process_samples = 0;
        }
        self
    }

    /// How many samples are kept, 16384 otherwise (2 MiB). When they are full each two neighbours
    /// become one: the later, with the greatest memory and counts of both and the CPU share over
    /// both, so resolution is lost and no peak.
    #[must_use]
    pub const fn max_samples(mut self, count: usize) -> Self {
        self.watch.max_samples = count;
        self
    }

    /// How many process samples are kept, 65536 otherwise (4 MiB). When they are full, those of
    /// every other look are let go.
    #[must_use]
    pub const fn max_process_samples(mut self, count: usize) -> Self {
        self.watch.max_process_samples = count;
        self
    }

    /// How many processes are followed at a time, and how many the table has room for; 16384
    /// otherwise. More are counted and not looked at.
    #[must_use]
    pub const fn max_tracked_processes(mut self, count: usize) -> Self {
        self.watch.max_processes = count;
        self
    }

    /// Calls `handler` for every observation, on the thread that watches (the host's own, if it
    /// waits for the outcome from the beginning): what it does delays the next sample. If it panics it is not called again.
    #[must_use]
    pub fn on_sample(mut self, handler: impl FnMut(&TreeSample) + Send + 'static) -> Self {
        self.watch.on_sample = Some(Box::new(handler));
        self
    }

    /// Sends every observation to a channel of the host, or to several. When it is full the observation is
    /// dropped and counted; the sampler never waits.
    #[must_use]
    pub fn send_to(mut self, channel: Sender<TreeSample>) -> Self {
        self.watch.senders.push(channel);
        self
    }

    /// Makes a channel with room for so many observations, which
    /// [`RunningCommand::samples`](crate::RunningCommand::samples) reads.
    #[must_use]
    pub const fn channel(mut self, room: usize) -> Self {
        self.watch.channel = Some(room);
        self
    }

    /// Writes every observation as it comes, on the thread that watches. After a failure nothing more
    /// is written; the run goes on and the outcome has the reason.
    #[must_use]
    pub fn encode_into(
        mut self,
        writer: impl Write + Send + 'static,
        format: RecordFormat,
    ) -> Self {
        self.watch.encoder = Some(SampleEncoder::new(Box::new(writer), format));
        self
    }

    /// Writes what machine it is before the samples, to what [`encode_into`](Self::encode_into) was
    /// given before; reading that takes some milliseconds.
    #[must_use]
    pub fn record_machine(mut self) -> Self {
        let encoder = self.watch.encoder.take();
        self.watch.encoder = encoder.map(|encoder| encoder.with_machine(MachineFacts::read()));
        self
    }

    /// Where the time of the start is taken from; the system's clock otherwise.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.watch.clock = Arc::new(clock);
        self
    }
}
