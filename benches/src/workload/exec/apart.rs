//! Parts of a measurement that need a process of their own: `monitor-benches apart …`.

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::hint::black_box;
use std::io::{BufRead, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use monitor_exec::{ExecCommand, HoldMethod, StreamTarget};
use monitor_host::RunDir;
use nix::sys::resource::{UsageWho, getrusage};
use nix::time::{ClockId, clock_gettime};

use super::spawn::held;
use crate::workload::debug::sockets;
use crate::workload::http::server;

/// Does what the words after `apart` say.
///
/// # Errors
/// If that fails, or is not known.
pub fn apart(words: &[OsString]) -> Result<(), Box<dyn Error>> {
    let [deed, first, rest @ ..] = words else { return Err("what?".into()) };
    match (deed.to_str(), rest) {
        (Some("run"), []) => run(Path::new(first)),
        (Some("http"), []) => server::serve(first.to_string_lossy().parse()?),
        (Some("sockets"), []) => sockets::serve(first.to_string_lossy().parse()?),
        (Some("read-sockets"), [readers, others]) => {
            let count = |word: &OsString| word.to_string_lossy().parse();
            sockets::read(first.to_string_lossy().parse()?, count(readers)?, count(others)?)
        }
        (Some("host"), []) => host(first.to_string_lossy().parse()?),
        (Some("within"), [note, program, args @ ..]) => {
            within(Path::new(first), Path::new(note), program, args)
        }
        (Some("peak"), [program, args @ ..]) => peak(Path::new(first), program, args),
        (Some("watch"), [how, program, args @ ..]) => {
            watch(Path::new(first), &how.to_string_lossy(), program, args)
        }
        _ => Err("what?".into()),
    }
}

/// A host of so many mebibytes: for each line that comes in, the hold of a run goes out.
fn host(mebibytes: usize) -> Result<(), Box<dyn Error>> {
    let mut ballast = vec![0_u8; mebibytes << 20];
    for page in ballast.chunks_mut(4096) {
        page[0] = 1;
    }
    let mut out = std::io::stdout();
    for line in std::io::stdin().lock().lines() {
        line?;
        writeln!(out, "{}", held(HoldMethod::Stop).as_nanos())?;
    }
    black_box(&ballast);
    Ok(())
}

/// Has a run below `base` until it is killed or there is no more to read.
fn run(base: &Path) -> Result<(), Box<dyn Error>> {
    let run = RunDir::create(base, "run")?;
    for line in std::io::stdin().lock().lines() {
        run.log(line?);
    }
    Ok(())
}

/// Goes into a group, notes the CPU time that it had used until then, and becomes the program.
fn within(
    group: &Path,
    note: &Path,
    program: &OsString,
    args: &[OsString],
) -> Result<(), Box<dyn Error>> {
    let used = clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)?;
    fs::write(group.join("cgroup.procs"), "0")?;
    fs::write(note, format!("{}", used.tv_sec() * 1_000_000_000 + used.tv_nsec()))?;
    Err(Command::new(program).args(args).exec().into())
}

/// Runs the program and notes the most memory that it had, in kibibytes, as a small parent is told.
fn peak(note: &Path, program: &OsString, args: &[OsString]) -> Result<(), Box<dyn Error>> {
    Command::new(program).args(args).stdin(Stdio::null()).status()?;
    fs::write(note, getrusage(UsageWho::RUSAGE_CHILDREN)?.max_rss().to_string())?;
    Ok(())
}

/// Runs the program with ours and notes its CPU time in nanoseconds and its peak in bytes.
fn watch(
    note: &Path,
    how: &str,
    program: &OsString,
    args: &[OsString],
) -> Result<(), Box<dyn Error>> {
    let exec =
        ExecCommand::new(program).args(args).stdout(StreamTarget::Null).interval_ms(100, 100);
    let exec = exec.subreaper(how == "subreaper").count_descendants(how == "count");
    let summary = exec.run()?.summary;
    fs::write(note, format!("{} {}", summary.cpu_ns.value, summary.peak_tree_rss_bytes.value))?;
    Ok(())
}
