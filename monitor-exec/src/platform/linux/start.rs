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

use crate::command::running::Running;
use crate::command::{Exec, Group, WaitFor, Watch};
use crate::error::{Error, SpawnStep};
use crate::outcome::Outcome;
use crate::platform::linux::handle::RunHandle;
use crate::platform::linux::proc::{FdBudget, LastPid, thread_cpu_ns};
use crate::platform::linux::sampler::recorder::Recorder;
use crate::platform::linux::sampler::shared::Shared;
use crate::platform::linux::sampler::{ChildGroup, Sampler, Start, Target, host};
use crate::platform::linux::spawn::{self, Child, Handshake, Launch, Refused, Verdict};
use crate::platform::linux::streams::drain::Drain;
use crate::platform::linux::streams::open::{open_error_output, open_input, open_output};
use crate::platform::linux::sys;
use crate::platform::linux::tree::{Table, Tree};
use crate::sample::store::Store;
use crate::sampler::delivery::Delivery;
use crate::sampler::interval::{Cap, Pacer};

/// Runs to the end on the calling thread, if the command is ours to make.
pub(crate) fn run(mut exec: Exec) -> Result<Outcome, Error> {
    if exec.std.is_some() {
        return spawn(exec)?.wait();
    }
    check(&exec)?;
    let cpu_before_ns = thread_cpu_ns();
    if let Some(pid) = exec.attach {
        let (target, args) = attached(&exec, pid)?;
        let mut sampler = sampler(target, exec.watch, args, None, None);
        sampler.cpu_before_ns = cpu_before_ns;
        return sampler.begin_and_follow(Start::Attached).ok_or(Error::OutcomeTaken);
    }
    let made = make(&mut exec)?;
    let mut sampler = sampler(made.target, exec.watch, made.args, made.drain, None);
    sampler.cpu_before_ns = cpu_before_ns;
    let launch = Arc::clone(&made.launch);
    let run = sampler.take(made.launch, made.child);
    match sampler.begin_and_follow(Start::Met(Box::new(run))) {
        Some(outcome) => Ok(outcome),
        None => Err(refusal(launch.wait_verdict().err(), &launch, exec.program, exec.cwd)),
    }
}

/// Starts a run that is watched by a thread of its own.
pub(crate) fn spawn(mut exec: Exec) -> Result<Running, Error> {
    check(&exec)?;
    if let Some(pid) = exec.attach {
        let (target, args) = attached(&exec, pid)?;
        let (mut running, sampler) = with_handle(target, exec.watch, args, None)?;
        running.pid = pid;
        running.attached = true;
        on_a_thread(move || sampler.run(Start::Attached))?;
        return Ok(running);
    }
    if let Some(command) = exec.std.take() {
        return spawn_by_std(exec, command);
    }
    let made = make(&mut exec)?;
    let (mut running, mut sampler) = with_handle(made.target, exec.watch, made.args, made.drain)?;
    let pid = made.child.pid;
    running.pid = pid.unsigned_abs();
    let [stdin, stdout, stderr] = made.pipes;
    running.stdin = stdin.map(Into::into);
    running.stdout = stdout.map(Into::into);
    running.stderr = stderr.map(Into::into);
    running.handle.process = made.child.pidfd.as_ref().and_then(|fd| fd.try_clone().ok());
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
            running.handle.watching.offer(sampler, Start::Met(Box::new(run)));
            Ok(running)
        }
        Err(refused) => {
            running.handle.watching.close();
            running.taken = true;
            sys::reap_blocking(pid);
            Err(refusal(Some(refused), &launch, exec.program, exec.cwd))
        }
    }
}

/// A child that was made, and what goes with it.
struct Made {
    launch: Arc<Launch>,
    child: Child,
    drain: Option<Drain>,
    /// The host's ends of the command's streams, 0 to 2.
    pipes: [Option<OwnedFd>; 3],
    target: Target,
    args: Vec<String>,
}

fn make(exec: &mut Exec) -> Result<Made, Error> {
    become_subreaper(exec)?;
    let streams_error = || spawn_error(SpawnStep::Streams);
    let stdin = open_input(std::mem::take(&mut exec.stdin)).map_err(streams_error())?;
    let stdout = open_output(std::mem::take(&mut exec.stdout)).map_err(streams_error())?;
    let stderr =
        open_error_output(std::mem::take(&mut exec.stderr), &stdout).map_err(streams_error())?;
    let plan = spawn::prepare(exec, [stdin.theirs, stdout.theirs, stderr.theirs])?;
    let readers = std::mem::take(&mut exec.readers);
    let drain = Drain::start([stdout.drained, stderr.drained], readers)
        .map_err(spawn_error(SpawnStep::Thread))?;
    let method = exec.watch.hold;
    let group = if exec.group == Group::Host { ChildGroup::Host } else { ChildGroup::Own };
    let control_group = exec.watch.control_group.as_ref().map(|group| group.dir.folder());
    let (launch, child) = Launch::start(plan, method, control_group)
        .map_err(|Refused { step, error }| Error::Spawn { step, source: error })?;
    let target = Target::Child { method, group };
    let pipes = [stdin.ours, stdout.ours, stderr.ours];
    Ok(Made { launch, child, drain, pipes, target, args: texts(&exec.program, &exec.args) })
}

/// The error of a child that came to nothing.
fn refusal(
    refused: Option<Refused>,
    launch: &Launch,
    program: OsString,
    cwd: Option<std::path::PathBuf>,
) -> Error {
    let Some(Refused { step, error }) = refused else {
        return Error::OutcomeTaken;
    };
    match step {
        SpawnStep::Exec => exec_error(program.into(), error, launch.text_bytes()),
        SpawnStep::WorkingDirectory => {
            Error::WorkingDirectory { path: cwd.unwrap_or_default(), source: error }
        }
        step => Error::Spawn { step, source: error },
    }
}

fn spawn_by_std(exec: Exec, mut command: std::process::Command) -> Result<Running, Error> {
    if exec.program.is_empty() {
        return Err(Error::EmptyCommand);
    }
    become_subreaper(&exec)?;
    let handshake = Arc::new(Handshake::new().map_err(spawn_error(SpawnStep::Clone))?);
    let method = exec.watch.hold;
    let target = Target::Child { method, group: ChildGroup::Look };
    let args = texts(&exec.program, &exec.args);
    let bytes = args.iter().map(|arg| arg.len() + 1).sum();
    let (mut running, sampler) = with_handle(target, exec.watch, args, None)?;
    let theirs = Arc::clone(&handshake);
    on_a_thread(move || sampler.run(Start::ByStd(theirs)))?;
    match spawn::spawn_std(&mut command, &handshake, method, exec.unblock_signals) {
        Ok(mut child) => {
            running.pid = child.id();
            running.stdin = child.stdin.take();
            running.stdout = child.stdout.take();
            running.stderr = child.stderr.take();
            running.handle.process = sys::pidfd_open(i32::try_from(child.id()).unwrap_or(0)).ok();
            handshake.conclude(Verdict::Executed);
            Ok(running)
        }
        Err(error) => {
            running.taken = true;
            handshake.conclude(Verdict::Failed);
            Err(exec_error(exec.program.into(), error, bytes))
        }
    }
}

fn attached(exec: &Exec, pid: u32) -> Result<(Target, Vec<String>), Error> {
    let refused = |source| Error::Attach { pid, source };
    let number =
        i32::try_from(pid).map_err(|_| refused(io::Error::from_raw_os_error(libc::ESRCH)))?;
    drop(sys::pidfd_open(number).map_err(refused)?);
    let since_process_start = exec.watch.since_process_start;
    Ok((
        Target::Attached { pid: number, since_process_start },
        crate::platform::linux::tree::args_of(number),
    ))
}

fn become_subreaper(exec: &Exec) -> Result<(), Error> {
    if exec.watch.subreaper {
        nix::sys::prctl::set_child_subreaper(true)
            .map_err(|errno| spawn_error(SpawnStep::Subreaper)(errno.into()))?;
    }
    Ok(())
}

/// A sampler and the host's handle to it.
fn with_handle(
    target: Target,
    mut watch: Watch,
    args: Vec<String>,
    drain: Option<Drain>,
) -> Result<(Running, Sampler), Error> {
    let (shared, finished) = Shared::new().map_err(spawn_error(SpawnStep::Thread))?;
    let shared = Arc::new(shared);
    let samples = watch.channel.take().map(|room| {
        let (sender, samples) = crossbeam_channel::bounded(room);
        watch.senders.push(sender);
        samples
    });
    let running = Running {
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
    target: Target,
    watch: Watch,
    args: Vec<String>,
    drain: Option<Drain>,
    shared: Option<Arc<Shared>>,
) -> Sampler {
    let table = Table::new(watch.max_processes, watch.per_process);
    let tree =
        Tree::new(FdBudget::of_this_process(), LastPid::open(), watch.max_processes.max(1), table);
    let delivery = Delivery::new(watch.on_sample, watch.senders, watch.encoder);
    let store = Store::new(watch.max_samples, watch.max_process_samples);
    let wait_for = watch.wait_for.unwrap_or(if watch.subreaper && !watch.end_leftovers {
        WaitFor::Tree
    } else {
        WaitFor::Root
    });
    Sampler {
        target,
        shared,
        recorder: Recorder::new(tree, store, delivery, watch.per_process),
        pacer: Pacer::new(watch.interval, watch.cap),
        timeout: watch.timeout,
        limits: watch.limits,
        manner: watch.manner,
        wait_for,
        subreaper: watch.subreaper.then(host),
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
    if let Cap::All { share } = exec.watch.cap
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
