//! A control group for one run, whose account of CPU time is the truth about it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

/// An empty group of the second version. Its account needs no controller.
pub(crate) struct Cgroup(PathBuf);

impl Cgroup {
    /// A group beside the others under this process' own, or at the top, where that is allowed.
    pub(crate) fn new() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let mounts = fs::read_to_string("/proc/self/mounts").ok()?;
        let top = mounts.lines().find_map(|line| {
            let mut words = line.split(' ');
            let (_, place, kind) = (words.next()?, words.next()?, words.next()?);
            (kind == "cgroup2").then(|| PathBuf::from(place))
        })?;
        let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
        let own = groups.lines().find_map(|line| line.strip_prefix("0::/")).unwrap_or_default();
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("monitor-benches-{}-{number}", std::process::id());
        [top.join(own), top].iter().map(|parent| parent.join(&name)).find_map(|path| {
            fs::create_dir(&path).ok()?;
            let group = Self(path);
            group.cpu_ns().map(|_| group)
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// CPU time of everything that ever ran in it.
    pub(crate) fn cpu_ns(&self) -> Option<u64> {
        let account = fs::read_to_string(self.0.join("cpu.stat")).ok()?;
        let usage = account.lines().find_map(|line| line.strip_prefix("usage_usec "))?;
        usage.parse::<u64>().ok().map(|usec| usec * 1000)
    }
}

impl Drop for Cgroup {
    fn drop(&mut self) {
        for _ in 0..20 {
            if fs::remove_dir(&self.0).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}
