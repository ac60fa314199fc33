//! A project whose cycles are killed: what both kinds of schedulers are put to the same test by.

use std::collections::BTreeMap;
use std::fs;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use monitor_exec::ProcessHandle;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use serde_json::Value;

pub(crate) const ANALYSES: usize = 50;
pub(crate) const KILLS: usize = 30;

/// A project, and the `monitor` that looks after it.
pub(crate) struct Killed {
    folder: PathBuf,
}

impl Killed {
    /// A project at a scheduler that is described by these lines, with analyses of this subject that
    /// run this line of shell.
    pub(crate) fn new(folder: &Path, subject: &str, scheduler: &str, run: &str) -> Self {
        fs::create_dir_all(folder).unwrap();
        let mut file = format!(
            "{scheduler}\n[policy]\nsettle = \"2 s\"\nbackoff = \"1 s\"\n[pipelines.job]\nrun = {run:?}\n"
        );
        for number in 0..ANALYSES {
            file.push_str(&format!("[analyses.\"{subject}/a{number:02}\"]\npipeline = \"job\"\n"));
        }
        fs::write(folder.join("project.toml"), file).unwrap();
        Self { folder: folder.to_owned() }
    }

    fn cycle(&self) -> Command {
        let mut cycle = Command::new(env!("CARGO_BIN_EXE_monitor"));
        cycle.args(["project", "cycle", "--json", "--verbose", "--project"]).arg(&self.folder);
        cycle.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        cycle
    }

    /// One cycle to its end, and what it says of itself.
    pub(crate) fn whole_cycle(&self) -> Value {
        let output = self.cycle().output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Begins a cycle and kills it after so long, or not if it ends before; says whether it was.
    fn cut_off(&self, after: Duration) -> bool {
        let mut cycle = self.cycle();
        let mut child = cycle.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let handle = ProcessHandle::open(child.id()).unwrap();
        let mut end = [PollFd::new(handle.as_fd(), PollFlags::POLLIN)];
        let ended = poll(&mut end, PollTimeout::try_from(after).unwrap()).unwrap();
        handle.signal(nix::libc::SIGKILL).unwrap();
        child.wait().unwrap();
        ended == 0
    }

    /// Kills cycles at times spread over what one takes, then lets others come to the end.
    pub(crate) fn is_put_through(&self) {
        // What a whole cycle takes is not known before: the times grow until none is cut off.
        let (mut kills, mut after) = (0, Duration::from_millis(5));
        for step in 0_u32.. {
            if kills == KILLS {
                break;
            }
            // Any numbers that are spread will do: those of the golden ratio are.
            let spread = (u64::from(step) * 618_034 % 1_000_000) as f64 / 1e6;
            if self.cut_off(after.mul_f64(0.1 + 0.9 * spread)) {
                kills += 1;
                after = after.mul_f64(1.1);
            } else {
                after = after.mul_f64(0.6);
            }
        }
        let began = Instant::now();
        loop {
            self.whole_cycle();
            let states = self.states();
            if states.len() == ANALYSES && states.values().all(|state| state == "complete") {
                return;
            }
            assert!(began.elapsed() < Duration::from_secs(180), "{states:?}");
        }
    }

    /// The states by key.
    pub(crate) fn states(&self) -> BTreeMap<String, String> {
        let mut status = Command::new(env!("CARGO_BIN_EXE_monitor"));
        let output =
            status.args(["project", "status", "--json", "--project"]).arg(&self.folder).output();
        serde_json::from_slice(&output.unwrap().stdout).unwrap()
    }

    /// How often each tag is in the file that jobs write theirs into.
    pub(crate) fn runs(&self) -> BTreeMap<String, usize> {
        let mut runs = BTreeMap::new();
        for tag in fs::read_to_string(self.folder.join("ran")).unwrap().lines() {
            *runs.entry(tag.to_owned()).or_default() += 1;
        }
        runs
    }
}
