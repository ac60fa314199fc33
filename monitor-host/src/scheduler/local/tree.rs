//! The processes of a job, found by what they have in their environment, by who started them and by
//! their sessions; and how they are ended.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::os::fd::AsFd;
use std::thread;
use std::time::{Duration, Instant};

use monitor_exec::ProcessHandle;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::Signal;

use super::{MARK, has_ended};
use crate::system::this_machine::ProcessStat;

/// How long is waited between two looks, milliseconds: what is new is found by the next.
const TICK_MS: u8 = 50;

/// How long a watcher has to write down how its command ended, once that was killed.
const LAST: Duration = Duration::from_secs(2);

/// A process by what no other has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct LocalProcess {
    pub(super) pid: i32,
    pub(super) start_ticks: u64,
}

impl LocalProcess {
    /// A handle on this very process, and on no other that has its number.
    fn open(self) -> Option<ProcessHandle> {
        let handle = ProcessHandle::open(u32::try_from(self.pid).ok()?).ok()?;
        let stat = ProcessStat::of_process(self.pid)?;
        (stat.start_ticks == self.start_ticks).then_some(handle)
    }
}

/// Ends all processes of a job: SIGTERM, and SIGKILL for what is there after `grace`. Says whether
/// none is left.
///
/// The watcher is spared until the last, so that it writes down how its command ended.
pub(super) fn end(mark: &str, watcher: Option<LocalProcess>, grace: Duration) -> io::Result<bool> {
    let began = Instant::now();
    let mut told: HashSet<LocalProcess> = HashSet::new();
    loop {
        let members = members(mark, watcher)?;
        if members.is_empty() {
            return Ok(true);
        }
        let past = began.elapsed();
        if past >= grace + LAST * 2 {
            return Ok(false);
        }
        let mut handles = Vec::with_capacity(members.len());
        for member in members {
            let Some(handle) = member.open() else { continue };
            let is_watcher = Some(member) == watcher;
            if past >= grace && (!is_watcher || past >= grace + LAST) {
                let _ = handle.signal(Signal::SIGKILL as i32);
            } else if !is_watcher && told.insert(member) {
                let _ = handle.signal(Signal::SIGTERM as i32);
                // What stands still would not hear it.
                let _ = handle.signal(Signal::SIGCONT as i32);
            }
            handles.push(handle);
        }
        until_one_ends(&handles);
    }
}

fn until_one_ends(handles: &[ProcessHandle]) {
    let watched = handles.iter().map(|handle| PollFd::new(handle.as_fd(), PollFlags::POLLIN));
    let mut watched: Vec<PollFd<'_>> = watched.collect();
    if poll(&mut watched, PollTimeout::from(TICK_MS)).is_err() {
        thread::sleep(Duration::from_millis(TICK_MS.into()));
    }
}

/// The processes of a job that have not ended.
fn members(mark: &str, watcher: Option<LocalProcess>) -> io::Result<Vec<LocalProcess>> {
    let entry = format!("{MARK}={mark}");
    let me = i32::try_from(std::process::id()).unwrap_or_default();
    let mut others: Vec<(LocalProcess, ProcessStat)> = Vec::new();
    let mut found: Vec<(LocalProcess, ProcessStat)> = Vec::new();
    for pid in fs::read_dir("/proc")?.flatten() {
        let pid = pid.file_name().to_str().and_then(|name| name.parse::<i32>().ok());
        let Some(pid) = pid.filter(|&pid| pid != me && pid != 1) else { continue };
        let Some(stat) = ProcessStat::of_process(pid).filter(|&stat| !has_ended(stat)) else {
            continue;
        };
        let process = LocalProcess { pid, start_ticks: stat.start_ticks };
        let is_ours = Some(process) == watcher || has_entry(pid, entry.as_bytes());
        if is_ours { &mut found } else { &mut others }.push((process, stat));
    }
    loop {
        let known: HashSet<i32> = found.iter().map(|(process, _)| process.pid).collect();
        let belongs =
            |stat: &ProcessStat| known.contains(&stat.parent) || known.contains(&stat.session);
        let (more, rest) = others.into_iter().partition(|(_, stat)| belongs(stat));
        others = rest;
        let more: Vec<(LocalProcess, ProcessStat)> = more;
        if more.is_empty() {
            return Ok(found.into_iter().map(|(process, _)| process).collect());
        }
        found.extend(more);
    }
}

/// Whether a process was started with this in its environment. Those of other users do not say.
fn has_entry(pid: i32, entry: &[u8]) -> bool {
    let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    environment.split(|&byte| byte == 0).any(|variable| variable == entry)
}
