//! A control group of version 2 that a command is alone in: it holds whoever descends from the
//! command, whatever they do, and its account of CPU time is complete.
//!
//! Nothing of it needs a controller to be enabled, see "Core Interface Files" and `cpu.stat` in the
//! kernel's admin-guide/cgroup-v2.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::path::{Path, PathBuf};

use nix::poll::{PollFd, PollFlags, poll};

use crate::platform::linux::proc::{ProcSource, parse_pids};

/// Processes that have ended leave their group a little later. Who is still in it after so long is
/// not on the way out, and the group stays.
const LEAVING_MS: u16 = 50;

/// The folder of a control group. One that was made here is removed when this is dropped and no
/// process is left in it.
#[derive(Debug)]
pub(crate) struct CgroupDir {
    path: PathBuf,
    folder: File,
    made: bool,
}

impl CgroupDir {
    /// Makes an empty group below the one that the host is in, or at the top of the hierarchy if
    /// the host may only do it there.
    pub(crate) fn make() -> io::Result<Self> {
        let missing = || io::Error::from(io::ErrorKind::Unsupported);
        let mounts = fs::read_to_string("/proc/self/mounts")?;
        let top = mounts.lines().find_map(top_of).ok_or_else(missing)?;
        let groups = fs::read_to_string("/proc/self/cgroup")?;
        let own = groups.lines().find_map(|line| line.strip_prefix("0::/")).ok_or_else(missing)?;
        Self::below(&top.join(own)).or_else(|_| Self::below(&top))
    }

    /// Makes an empty group below another one of the host's.
    pub(crate) fn below(parent: &Path) -> io::Result<Self> {
        let mut number = 0_u32;
        loop {
            let name = format!("monitor-exec-{}-{number}", std::process::id());
            let path = parent.join(name);
            match fs::create_dir(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(error),
                Ok(()) => {
                    let opened = Self::open(path.clone(), true);
                    if opened.is_err() {
                        let _ = fs::remove_dir(path);
                    }
                    return opened;
                }
            }
        }
    }

    /// A group that the host has made for this command alone, and that it removes itself.
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        Self::open(path.to_owned(), false)
    }

    /// Sleeps until nobody is in it, but not for long: see `cgroup.events` in cgroup-v2.
    fn wait_empty(&self) -> io::Result<()> {
        let mut events = File::open(self.path.join("cgroup.events"))?;
        let mut text = String::new();
        events.read_to_string(&mut text)?;
        if text.lines().any(|line| line == "populated 1") {
            poll(&mut [PollFd::new(events.as_fd(), PollFlags::POLLPRI)], LEAVING_MS)?;
        }
        Ok(())
    }

    fn open(path: PathBuf, made: bool) -> io::Result<Self> {
        let folder = File::open(&path)?;
        cpu_ns(&fs::read(path.join("cpu.stat"))?)
            .ok_or_else(|| io::Error::from(io::ErrorKind::Unsupported))?;
        Ok(Self { path, folder, made })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn folder(&self) -> BorrowedFd<'_> {
        self.folder.as_fd()
    }

    /// Moves a process into it.
    pub(crate) fn take_in(&self, pid: i32) -> io::Result<()> {
        fs::write(self.path.join("cgroup.procs"), pid.to_string())
    }

    /// Kills everybody in it at once, where the kernel can (Linux 5.14).
    pub(crate) fn kill(&self) {
        let _ = fs::write(self.path.join("cgroup.kill"), "1");
    }

    /// Its account, from now on.
    pub(crate) fn account(&self) -> CgroupUsage {
        let source =
            |name: &str| ProcSource::always(self.path.join(name).to_string_lossy().into_owned());
        let mut account = CgroupUsage {
            cpu_file: source("cpu.stat"),
            members_file: source("cgroup.procs"),
            before_ns: 0,
        };
        account.before_ns = account.total_ns(&mut Vec::new()).unwrap_or(0);
        account
    }
}

impl Drop for CgroupDir {
    fn drop(&mut self) {
        // Refused while somebody is in it, and be it on the way out.
        if self.made && fs::remove_dir(&self.path).is_err() {
            let _ = self.wait_empty();
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// What a group says again and again.
#[derive(Debug)]
pub(crate) struct CgroupUsage {
    cpu_file: ProcSource,
    members_file: ProcSource,
    /// What it had counted before the command.
    before_ns: u64,
}

impl CgroupUsage {
    /// CPU time of everybody who was ever in it, nanoseconds; `None` if it is gone.
    pub(crate) fn cpu_ns(&mut self, buffer: &mut Vec<u8>) -> Option<u64> {
        Some(self.total_ns(buffer)?.saturating_sub(self.before_ns))
    }

    fn total_ns(&mut self, buffer: &mut Vec<u8>) -> Option<u64> {
        self.cpu_file.read(buffer).ok()?;
        cpu_ns(buffer)
    }

    /// Who is in it, those that have ended and were not reaped left out.
    pub(crate) fn members(&mut self, buffer: &mut Vec<u8>) -> Vec<i32> {
        let mut members = Vec::new();
        if self.members_file.read(buffer).is_ok() {
            parse_pids(buffer, |pid| members.push(pid));
        }
        members
    }
}

/// Where in the hierarchy of version 2 a process is, also one that has ended; see cgroups(7).
pub(crate) fn group_of(pid: i32) -> Option<String> {
    let groups = fs::read_to_string(format!("/proc/{pid}/cgroup")).ok()?;
    groups.lines().find_map(|line| line.strip_prefix("0::")).map(str::to_owned)
}

/// The mount point of the hierarchy of version 2 in a line of `/proc/self/mounts`.
fn top_of(line: &str) -> Option<PathBuf> {
    let mut words = line.split(' ');
    let (_, place, kind) = (words.next()?, words.next()?, words.next()?);
    (kind == "cgroup2").then(|| PathBuf::from(place))
}

/// `usage_usec` of `cpu.stat`.
fn cpu_ns(text: &[u8]) -> Option<u64> {
    let line = text.split(|&byte| byte == b'\n').find_map(|line| line.strip_prefix(b"usage_usec "));
    let micros: u64 = std::str::from_utf8(line?).ok()?.trim().parse().ok()?;
    micros.checked_mul(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_is_in_microseconds() {
        assert_eq!(cpu_ns(b"usage_usec 1500\nuser_usec 1000\nsystem_usec 500\n"), Some(1_500_000));
        assert_eq!(cpu_ns(b"user_usec 1000\n"), None);
        assert_eq!(cpu_ns(b"usage_usec x\n"), None);
    }

    #[test]
    fn only_the_second_version_counts() {
        let path = top_of("cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0");
        assert_eq!(path.as_deref(), Some(Path::new("/sys/fs/cgroup")));
        assert_eq!(top_of("cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0"), None);
    }

    #[test]
    fn a_folder_that_is_no_group_is_refused() {
        assert!(CgroupDir::at(Path::new("/proc")).is_err());
        assert!(CgroupDir::below(Path::new("/proc")).is_err());
    }
}
