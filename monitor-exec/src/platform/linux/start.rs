//! From the builder to a run: on the host's own thread if it waits for the outcome, else with a
//! thread that watches.
//!
//! `refusal` has the errors of what the system refused on the way.

mod refusal;

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::thread;

use refusal::{exec_error, spawn_error};

use crate::command::environment::ChildEnvironment;
use crate::command::running::RunningCommand;
use crate::command::{ExecCommand, ProcessGroup, WaitFor, WatchSettings};
use crate::error::{Error, SpawnStep};
use crate::outcome::ExecOutcome;
use crate::platform::linux::handle::RunHandle;
use crate::platform::linux::proc::{FdBudget, LastPid, thread_cpu_ns};
use crate::platform::linux::sampler::recorder::SampleRecorder;
use crate::platform::linux::sampler::shared::SamplerShared;
use crate::platform::linux::sampler::{
    ChildGroup, LaunchPhase, SamplerTarget, SamplerThread, host,
};
use crate::platform::linux::spawn::{
    self, ChildHandle, ChildLaunch, ForkVerdict, RefusedLaunch, SpawnHandshake,
};
use crate::platform::linux::streams::drain::StreamDrain;
use crate::platform::linux::streams::open::{open_error_output, open_input, open_output};
use crate::platform::linux::sys;
use crate::platform::linux::tree::{MemberTable, ProcessTree};
use crate::sample::store::SampleStore;
use crate::sampler::delivery::SampleDelivery;
use crate::sampler::interval::{IntervalCap, SamplePacer};

/// Runs to the end on the calling thread, if the command is ours to make.
pub(crate) fn run(mut exec: ExecCommand) -> Result<ExecOutcome, Error> {
    if exec.std.is_some() {
        return spawn(exec)?.wait();
    }
    check_spawned(&exec)?;
    let cpu_before_ns = thread_cpu_ns();
    if let Some(pid) = exec.attach {
        let (target, args) = attached(&exec, pid)?;
        let mut sampler = sampler(target, exec.watch, args, None, None);
        sampler.cpu_before_ns = cpu_before_ns;
        return sampler.begin_and_follow(LaunchPhase::Attached).ok_or(Error::OutcomeTaken);
    }
    let made = create_child(&mut exec)?;
    let mut sampler = sampler(made.target, exec.watch, made.args, made.drain, None);
    sampler.cpu_before_ns = cpu_before_ns;
    let launch = Arc::clone(&made.launch);
    let run = sampler.take(made.launch, made.child);
    match sampler.begin_and_follow(LaunchPhase::Met(Box::new(run))) {
        Some(outcome) => Ok(outcome),
        None => {
            let refused = launch.wait_verdict().err();
            Err(refusal_error(refused, &launch, exec.program, &exec.environment, exec.cwd))
        }
    }
}

/// Starts a run that is watched by a thread of its own.
pub(crate) fn spawn(mut exec: ExecCommand) -> Result<RunningCommand, Error> {
    check_spawned(&exec)?;
    if let Some(pid) = exec.attach {
        let (target, args) = attached(&exec, pid)?;
        let (mut running, sampler) = with_handle(target, exec.watch, args, None)?;
        running.pid = pid;
        running.attached = true;
        on_a_thread(move || sampler.run(LaunchPhase::Attached))?;
        return Ok(running);
    }
    if let Some(command) = exec.std.take() {
        return spawn_by_std(exec, command);
    }
    let made = create_child(&mut exec)?;
    let (mut running, mut sampler) = with_handle(made.target, exec.watch, made.args, made.drain)?;
    let pid = made.child.pid;
    running.pid = pid.unsigned_abs();
    let [stdin, stdout, stderr] = made.pipes;
    running.stdin = stdin.map(Into::into);
    running.stdout = stdout.map(Into::into);
    running.stderr = stderr.map(Into::into);
    running.handle.process =
        made.child.pidfd.as_ref().and_then(|fd| fd.try_clone().ok()).map(Arc::new);
    let launch = Arc::clone(&made.launch);
    let run = sampler.take(made.launch, made.child);
    // While the child is on its way to its program, which takes it longer.
    let theirs = Arc::clone(&running.handle.watching);
    let started = on_a_thread(move || {
        if let Some(taken) = theirs.take_what_is_left() {
            let (sampler, start) = *taken;
            sampler.run(start);
        }
    });
    if let Err(error) = started {
        launch.kill(pid);
        running.taken = true;
        return Err(error);
    }
    match launch.wait_verdict() {
        Ok(_) => {
            running.handle.watching.offer_sampler(sampler, LaunchPhase::Met(Box::new(run)));
            Ok(running)
        }
        Err(refused) => {
            running.handle.watching.close();
            running.taken = true;
            sys::reap_blocking(pid);
            Err(refusal_error(Some(refused), &launch, exec.program, &exec.environment, exec.cwd))
        }
    }
}

/// A child that was made, and what goes with it.
struct CreatedChild {
    launch: Arc<ChildLaunch>,
    child: ChildHandle,
    drain: Option<StreamDrain>,
    /// The host's ends of the command's streams, 0 to 2.
    pipes: [Option<OwnedFd>; 3],
    target: SamplerTarget,
    args: Vec<String>,
}

fn create_child(exec: &mut ExecCommand) -> Result<CreatedChild, Error> {
    become_subreaper(exec)?;
    let streams_error = || spawn_error(SpawnStep::Streams);
    let stdin = open_input(std::mem::take(&mut exec.stdin)).map_err(streams_error())?;
    let stdout = open_output(std::mem::take(&mut exec.stdout)).map_err(streams_error())?;
    let stderr =
        open_error_output(std::mem::take(&mut exec.stderr), &stdout).map_err(streams_error())?;
    let plan = spawn::prepare(exec, [stdin.theirs, stdout.theirs, stderr.theirs])?;
    let readers = std::mem::take(&mut exec.readers);
    let drain = StreamDrain::start([stdout.drained, stderr.drained], readers)
        .map_err(spawn_error(SpawnStep::Thread))?;
    let method = exec.watch.hold;
    let group = if exec.group == ProcessGroup::Host { ChildGroup::Host } else { ChildGroup::Own };
    let control_group = exec.watch.control_group.as_ref().map(|group| group.dir.folder());
    let (launch, child) = ChildLaunch::start(plan, method, control_group)
        .map_err(|RefusedLaunch { step, error }| Error::Spawn { step, source: error })?;
    let target = SamplerTarget::Child { method, group };
    let pipes = [stdin.ours, stdout.ours, stderr.ours];
    Ok(CreatedChild { launch, child, drain, pipes, target, args: texts(&exec.program, &exec.args) })
}

/// The error of a child that came to nothing.
fn refusal_error(
    refused: Option<RefusedLaunch>,
    launch: &ChildLaunch,
    program: OsString,
    environment: &ChildEnvironment,
    cwd: Option<std::path::PathBuf>,
) -> Error {
    let Some(RefusedLaunch { step, error }) = refused else {
        return Error::OutcomeTaken;
    };
    match step {
        SpawnStep::Exec => {
            let (bytes, environment) = (launch.text_bytes(), environment.resolve());
            exec_error(program.into(), error, bytes, environment.path(), cwd.as_deref())
        }
        SpawnStep::WorkingDirectory => {
            Error::WorkingDirectory { path: cwd.unwrap_or_default(), source: error }
        }
        step => Error::Spawn { step, source: error },
    }
}

fn spawn_by_std(
    exec: ExecCommand,
    mut command: std::process::Command,
) -> Result<RunningCommand, Error> {
    if exec.program.is_empty() {
        return Err(Error::EmptyCommand);
    }
    become_subreaper(&exec)?;
    let handshake = Arc::new(SpawnHandshake::new().map_err(spawn_error(SpawnStep::Clone))?);
    let method = exec.watch.hold;
    let target = SamplerTarget::Child { method, group: ChildGroup::Look };
    let args = texts(&exec.program, &exec.args);
    let bytes = args.iter().map(|arg| arg.len() + 1).sum();
    let (mut running, sampler) = with_handle(target, exec.watch, args, None)?;
    let theirs = Arc::clone(&handshake);
    on_a_thread(move || sampler.run(LaunchPhase::ByStd(theirs)))?;
    match spawn::spawn_std(&mut command, &handshake, method, exec.signals) {
        Ok(mut child) => {
            running.pid = child.id();
            running.stdin = child.stdin.take();
            running.stdout = child.stdout.take();
            running.stderr = child.stderr.take();
            running.handle.process =
                sys::pidfd_open(i32::try_from(child.id()).unwrap_or(0)).ok().map(Arc::new);
            handshake.note_child(child.id());
            handshake.conclude_handshake(ForkVerdict::Executed);
            Ok(running)
        }
        Err(error) => {
            running.taken = true;
            handshake.conclude_handshake(ForkVerdict::Failed);
            let owned = |text: &OsStr| text.to_owned();
            let changes = command.get_envs().map(|(name, value)| (owned(name), value.map(owned)));
            let changes = changes.collect();
            let environment = ChildEnvironment { cleared: false, changes }.resolve();
            let cwd = command.get_current_dir();
            Err(exec_error(exec.program.into(), error, bytes, environment.path(), cwd))
        }
    }
}

fn attached(exec: &ExecCommand, pid: u32) -> Result<(SamplerTarget, Vec<String>), Error> {
    let refused = |source| Error::Attach { pid, source };
    let number =
        i32::try_from(pid).map_err(|_| refused(io::Error::from_raw_os_error(libc::ESRCH)))?;
    drop(sys::pidfd_open(number).map_err(refused)?);
    let since_process_start = exec.watch.since_process_start;
    Ok((
        SamplerTarget::Attached { pid: number, since_process_start },
        crate::platform::linux::tree::args_of(number),
    ))
}

fn become_subreaper(exec: &ExecCommand) -> Result<(), Error> {
    if exec.watch.subreaper {
        nix::sys::prctl::set_child_subreaper(true)
            .map_err(|errno| spawn_error(SpawnStep::Subreaper)(errno.into()))?;
    }
    Ok(())
}

/// A sampler and the host's handle to it.
fn with_handle(
    target: SamplerTarget,
    mut watch: WatchSettings,
    args: Vec<String>,
    drain: Option<StreamDrain>,
) -> Result<(RunningCommand, SamplerThread), Error> {
    let (shared, finished) = SamplerShared::new().map_err(spawn_error(SpawnStep::Thread))?;
    let shared = Arc::new(shared);
    let samples = watch.channel.take().map(|room| {
        let (sender, samples) = crossbeam_channel::bounded(room);
        watch.senders.push(sender);
        samples
    });
    let running = RunningCommand {
        handle: RunHandle { shared: Arc::clone(&shared), process: None, watching: Arc::default() },
        pid: 0,
        samples,
        finished,
        kill_on_drop: watch.kill_on_drop,
        attached: false,
        stdin: None,
        stdout: None,
        stderr: None,
        taken: false,
    };
    Ok((running, sampler(target, watch, args, drain, Some(shared))))
}

fn sampler(
    target: SamplerTarget,
    watch: WatchSettings,
    args: Vec<String>,
    drain: Option<StreamDrain>,
    shared: Option<Arc<SamplerShared>>,
) -> SamplerThread {
    let table = MemberTable::new(watch.max_processes, watch.per_process);
    let mut tree = ProcessTree::new(
        FdBudget::of_this_process(),
        LastPid::open(),
        watch.max_processes.max(1),
        table,
    );
    if watch.subreaper {
        // Before there is a child: its children are told from those that were there.
        tree.adopt_orphans(host(), watch.adopt_all);
    }
    let delivery = SampleDelivery::new(watch.on_sample, watch.senders, watch.encoder);
    let store = SampleStore::new(watch.max_samples, watch.max_process_samples);
    let wait_for = watch.wait_for.unwrap_or(if watch.subreaper && !watch.end_leftovers {
        WaitFor::Tree
    } else {
        WaitFor::Root
    });
    SamplerThread {
        target,
        shared,
        recorder: SampleRecorder::new(tree, store, delivery, watch.per_process),
        pacer: SamplePacer::new(watch.interval, watch.cap),
        timeout: watch.timeout,
        limits: watch.limits,
        manner: watch.manner,
        wait_for,
        subreaper: watch.subreaper,
        count_all: watch.count_all,
        drain,
        clock: watch.clock,
        args,
        control_group: watch.control_group.map(|group| group.dir),
        end_leftovers: watch.end_leftovers,
        executable: None,
        cpu_before_ns: 0,
    }
}

/// Starts the thread that watches. All signals are blocked in it: those of the host are the host's
/// to take.
fn on_a_thread(work: impl FnOnce() + Send + 'static) -> Result<(), Error> {
    let mask = sys::block_all_signals();
    let started =
        thread::Builder::new().name("monitor-exec".into()).stack_size(256 * 1024).spawn(work);
    mask.restore();
    started.map(drop).map_err(spawn_error(SpawnStep::Thread))
}

fn check_spawned(exec: &ExecCommand) -> Result<(), Error> {
    let wrong = |setting, reason| Err(Error::Setting { setting, reason });
    if let Some(method) = exec.misplaced {
        return wrong(
            method,
            "has no effect on a command of std; set it on the std::process::Command",
        );
    }
    if exec.watch.interval.is_reversed() {
        return wrong("interval", "has a shortest time that is longer than its longest");
    }
    if let IntervalCap::All { share } = exec.watch.cap
        && (share <= 0.0 || share.is_nan())
    {
        return wrong("overhead_percent", "must be more than zero");
    }
    Ok(())
}

fn texts(program: &OsStr, args: &[OsString]) -> Vec<String> {
    std::iter::once(program)
        .chain(args.iter().map(OsString::as_os_str))
        .map(|text| text.to_string_lossy().into_owned())
        .collect()
}
