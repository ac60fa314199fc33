//! A command that runs: waiting for it, cancelling it, reading its samples.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;

use crate::command::{Exec, Group, WaitFor, Watch};
use crate::deliver::Delivery;
use crate::drain::Drain;
use crate::error::{Error, SpawnStep, exec_error, spawn_error};
use crate::interval::Pacer;
use crate::outcome::Outcome;
use crate::output::{open_input, open_output};
use crate::proc::{FdBudget, LastPid, peak_of};
use crate::recorder::Recorder;
use crate::sample::Observation;
use crate::sampler::{ChildGroup, Sampler, Target};
use crate::shared::{CANCEL, DETACH, KILL, Shared, Spawned};
use crate::spawn::{self, Handshake, Verdict};
use crate::store::Store;
use crate::sys;
use crate::tree::{Table, Tree};

/// How long the change of memory in an exec is waited for, which no machine should need.
const MEMORY_CHANGES: Duration = Duration::from_millis(100);

/// A command, or an attached process, that is being watched.
///
/// Dropping it kills the tree, unless [`Exec::kill_on_drop`] says otherwise; a process that was
/// attached to is only let go.
#[derive(Debug)]
pub struct Running {
    shared: Arc<Shared>,
    pid: u32,
    samples: Option<Receiver<Observation>>,
    kill_on_drop: bool,
    attached: bool,
    std: Option<Child>,
    taken: bool,
}

/// Cancels a run from anywhere; clones cancel the same run. After its end it does nothing.
#[derive(Clone, Debug)]
pub struct Cancel {
    shared: Arc<Shared>,
}

impl Cancel {
    /// Asks the tree to end, and kills it after the grace; the outcome is
    /// [`Exit::Cancelled`](crate::Exit). A process that was attached to is let go.
    pub fn cancel(&self) {
        self.shared.request(CANCEL);
    }

    /// Kills the tree at once, an attached one too.
    pub fn kill(&self) {
        self.shared.request(KILL);
    }

    /// Sends a signal to the whole tree, for hosts that pass on what they get themselves. The run
    /// goes on, and its outcome is what the command makes of the signal.
    pub fn signal(&self, signal: i32) {
        self.shared.request_signal(signal);
    }
}

impl Running {
    /// The process.
    #[must_use]
    pub const fn pid(&self) -> u32 {
        self.pid
    }

    /// A handle to cancel the run with.
    #[must_use]
    pub fn canceller(&self) -> Cancel {
        Cancel { shared: Arc::clone(&self.shared) }
    }

    /// The observations, if [`Exec::channel`] was set. The channel is closed when the run is over.
    #[must_use]
    pub const fn samples(&self) -> Option<&Receiver<Observation>> {
        self.samples.as_ref()
    }

    /// Whether the run is over.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.shared.finished()
    }

    /// Ends the watching; the command runs on by itself. The outcome is
    /// [`Exit::Detached`](crate::Exit).
    ///
    /// A command that was spawned stays our child: when it ends the host has to reap it.
    ///
    /// # Errors
    ///
    /// The outcome was taken before.
    pub fn detach(self) -> Result<Outcome, Error> {
        self.shared.request(DETACH);
        self.wait()
    }

    /// Sleeps until the run is over.
    ///
    /// # Errors
    ///
    /// The outcome was taken before.
    pub fn wait(mut self) -> Result<Outcome, Error> {
        let waited = self.shared.wait(None).flatten();
        self.taken = true;
        waited.ok_or(Error::OutcomeTaken)
    }

    /// Sleeps until the run is over, or for so long; `None` when it is not over.
    ///
    /// # Errors
    ///
    /// The outcome was taken before.
    pub fn wait_timeout(&mut self, time: Duration) -> Result<Option<Outcome>, Error> {
        match self.shared.wait(Some(time)) {
            None => Ok(None),
            Some(outcome) => {
                self.taken = true;
                outcome.map(Some).ok_or(Error::OutcomeTaken)
            }
        }
    }

    /// A future of the outcome, for any runtime: it is woken by the sampler.
    pub const fn wait_async(&mut self) -> Waiting<'_> {
        Waiting { running: self }
    }

    /// The pipe to the standard input, if std was told to make one.
    pub const fn take_stdin(&mut self) -> Option<ChildStdin> {
        match &mut self.std {
            Some(child) => child.stdin.take(),
            None => None,
        }
    }

    /// The pipe from the standard output, if std was told to make one.
    pub const fn take_stdout(&mut self) -> Option<ChildStdout> {
        match &mut self.std {
            Some(child) => child.stdout.take(),
            None => None,
        }
    }

    /// The pipe from the standard error, if std was told to make one.
    pub const fn take_stderr(&mut self) -> Option<ChildStderr> {
        match &mut self.std {
            Some(child) => child.stderr.take(),
            None => None,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.taken {
            return;
        }
        if self.attached {
            self.shared.request(DETACH);
        } else if self.kill_on_drop {
            self.shared.request(KILL);
        }
    }
}

/// The future of an outcome; see [`Running::wait_async`].
#[derive(Debug)]
#[must_use = "futures do nothing unless polled"]
pub struct Waiting<'a> {
    running: &'a mut Running,
}

impl Future for Waiting<'_> {
    type Output = Result<Outcome, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.running.shared.poll(context.waker()) {
            None => Poll::Pending,
            Some(outcome) => {
                self.running.taken = true;
                Poll::Ready(outcome.ok_or(Error::OutcomeTaken))
            }
        }
    }
}

impl Running {
    pub(crate) fn start(mut exec: Exec) -> Result<Self, Error> {
        check(&exec)?;
        if let Some(pid) = exec.attach {
            return Self::attach(exec, pid);
        }
        if exec.watch.subreaper {
            nix::sys::prctl::set_child_subreaper(true)
                .map_err(|errno| spawn_error(SpawnStep::Subreaper)(errno.into()))?;
        }
        let handshake = Arc::new(Handshake::new().map_err(spawn_error(SpawnStep::Clone))?);
        let shared = Arc::new(Shared::new().map_err(spawn_error(SpawnStep::Thread))?);
        match exec.std.take() {
            Some(command) => Self::start_std(exec, command, &handshake, shared),
            None => Self::start_own(exec, &handshake, shared),
        }
    }

    fn start_own(
        mut exec: Exec,
        handshake: &Arc<Handshake>,
        shared: Arc<Shared>,
    ) -> Result<Self, Error> {
        let streams_error = || spawn_error(SpawnStep::Streams);
        let stdin = open_input(std::mem::take(&mut exec.stdin)).map_err(streams_error())?;
        let (stdout, drained_out) =
            open_output(std::mem::take(&mut exec.stdout)).map_err(streams_error())?;
        let (stderr, drained_err) =
            open_output(std::mem::take(&mut exec.stderr)).map_err(streams_error())?;
        let plan = spawn::prepare(&exec, [stdin, stdout, stderr])?;
        let drain =
            Drain::start([drained_out, drained_err]).map_err(spawn_error(SpawnStep::Thread))?;
        let method = exec.watch.hold;
        let group = if exec.group == Group::Host { ChildGroup::Host } else { ChildGroup::Own };
        let target = Target::Child { handshake: Arc::clone(handshake), method, group };
        let mut running = Self::watch(
            target,
            exec.watch,
            Arc::clone(&shared),
            texts(&exec.program, &exec.args),
            drain,
        )?;
        match spawn::spawn(&plan, handshake, method) {
            Ok(child) => {
                running.executed(handshake, child.pid, plan.executable(child.candidate));
                Ok(running)
            }
            Err(refused) => {
                running.give_up(handshake);
                Err(match refused.step {
                    SpawnStep::Exec => {
                        exec_error(exec.program.into(), refused.error, plan.text_bytes())
                    }
                    SpawnStep::WorkingDirectory => Error::WorkingDirectory {
                        path: exec.cwd.unwrap_or_default(),
                        source: refused.error,
                    },
                    step => Error::Spawn { step, source: refused.error },
                })
            }
        }
    }

    fn start_std(
        exec: Exec,
        mut command: std::process::Command,
        handshake: &Arc<Handshake>,
        shared: Arc<Shared>,
    ) -> Result<Self, Error> {
        let method = exec.watch.hold;
        let target =
            Target::Child { handshake: Arc::clone(handshake), method, group: ChildGroup::Look };
        let args = texts(&exec.program, &exec.args);
        let bytes = args.iter().map(|arg| arg.len() + 1).sum();
        let mut running = Self::watch(target, exec.watch, shared, args, None)?;
        match spawn::spawn_std(&mut command, handshake, method) {
            Ok(child) => {
                let pid = i32::try_from(child.id()).unwrap_or(0);
                running.std = Some(child);
                running.executed(
                    handshake,
                    pid,
                    std::fs::read_link(format!("/proc/{pid}/exe")).ok(),
                );
                Ok(running)
            }
            Err(error) => {
                running.give_up(handshake);
                Err(exec_error(exec.program.into(), error, bytes))
            }
        }
    }

    fn attach(exec: Exec, pid: u32) -> Result<Self, Error> {
        let refused = |source| Error::Attach { pid, source };
        let number =
            i32::try_from(pid).map_err(|_| refused(io::Error::from_raw_os_error(libc::ESRCH)))?;
        drop(sys::pidfd_open(number).map_err(refused)?);
        let shared = Arc::new(Shared::new().map_err(spawn_error(SpawnStep::Thread))?);
        let target =
            Target::Attached { pid: number, since_process_start: exec.watch.since_process_start };
        let args = crate::tree::args_of(number);
        let mut running = Self::watch(target, exec.watch, shared, args, None)?;
        running.pid = pid;
        running.attached = true;
        Ok(running)
    }

    /// Starts the sampler's thread, which waits for the child that is about to be made. All
    /// signals are blocked in it: those of the host are the host's to take.
    fn watch(
        target: Target,
        watch: Watch,
        shared: Arc<Shared>,
        args: Vec<String>,
        drain: Option<Drain>,
    ) -> Result<Self, Error> {
        let (sender, samples) = watch.channel.map(crossbeam_channel::bounded).unzip();
        let host = i32::try_from(std::process::id()).unwrap_or(0);
        let table = Table::new(watch.max_processes, watch.per_process);
        let tree = Tree::new(
            FdBudget::of_this_process(),
            LastPid::open(),
            watch.max_processes.max(1),
            table,
        );
        let delivery = Delivery {
            on_sample: watch.on_sample,
            senders: sender.into_iter().chain(watch.sender).collect(),
            encoder: watch.encoder,
            dropped: 0,
            panicked: false,
            encode_error: None,
        };
        let store = Store::new(watch.max_samples, watch.max_process_samples);
        let wait_for =
            watch.wait_for.unwrap_or(if watch.subreaper { WaitFor::Tree } else { WaitFor::Root });
        let sampler = Sampler {
            target,
            shared: Arc::clone(&shared),
            recorder: Recorder::new(tree, store, delivery, watch.per_process),
            pacer: Pacer::new(watch.interval, watch.cap),
            timeout: watch.timeout,
            limits: watch.limits,
            manner: watch.manner,
            wait_for,
            subreaper: watch.subreaper.then_some(host),
            count_all: watch.count_all,
            drain,
            clock: watch.clock,
            args,
        };
        let mask = sys::block_all_signals();
        let started = thread::Builder::new()
            .name("monitor-exec".into())
            .stack_size(256 * 1024)
            .spawn(move || sampler.run());
        mask.restore();
        started.map_err(spawn_error(SpawnStep::Thread))?;
        Ok(Self {
            shared,
            pid: 0,
            samples,
            kill_on_drop: watch.kill_on_drop,
            attached: false,
            std: None,
            taken: false,
        })
    }

    /// The program is in place. What only this thread knows is told before the sampler may rely
    /// on it.
    fn executed(
        &mut self,
        handshake: &Handshake,
        pid: i32,
        executable: Option<std::path::PathBuf>,
    ) {
        self.pid = pid.unsigned_abs();
        let host = i32::try_from(std::process::id()).unwrap_or(0);
        wait_for_own_memory(pid, host);
        // At once: a command of a millisecond may be gone before the sampler has looked.
        let first_peak_bytes = peak_of(pid);
        let host_peak_bytes = peak_of(host);
        let process = sys::pidfd_open(pid).ok();
        let _ = self.shared.spawned.set(Spawned {
            executable,
            host_peak_bytes,
            first_peak_bytes,
            process,
        });
        handshake.conclude(Verdict::Executed);
    }

    /// There is no program. The sampler reaps what came of it, and ends.
    fn give_up(&mut self, handshake: &Handshake) {
        handshake.conclude(Verdict::Failed);
        self.taken = true;
    }
}

/// The kernel wakes whoever waits for an exec a moment before the program's memory takes the place
/// of the host's; where processors are scarce the moment is long. Until then what is said of the
/// child's memory is true of the host's.
fn wait_for_own_memory(pid: i32, host: i32) {
    let begun = Instant::now();
    while sys::shares_memory(pid, host) && begun.elapsed() < MEMORY_CHANGES {
        thread::yield_now();
    }
}

fn check(exec: &Exec) -> Result<(), Error> {
    let wrong = |setting, reason| Err(Error::Setting { setting, reason });
    if exec.watch.subreaper
        && exec.std.is_none()
        && exec.attach.is_none()
        && exec.group == Group::Host
    {
        return wrong(
            "subreaper",
            "needs a group or session of the command's own, to tell its orphans from others",
        );
    }
    if let crate::interval::Cap::All { share } = exec.watch.cap
        && (share <= 0.0 || share.is_nan())
    {
        return wrong("overhead_percent", "must be more than zero");
    }
    Ok(())
}

fn texts(program: &std::ffi::OsStr, args: &[std::ffi::OsString]) -> Vec<String> {
    std::iter::once(program)
        .chain(args.iter().map(|arg| arg.as_os_str()))
        .map(|text| text.to_string_lossy().into_owned())
        .collect()
}
