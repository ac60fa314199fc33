//! What a cycle costs with all that belongs to it: the start of `monitor`, its ledger, the plan, and
//! Slurm's own command.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use monitor_state::JobRef;
use nix::sys::resource::{UsageWho, getrusage};

use super::{JOBS, known_jobs};
use crate::claim::{Claim, Contender};
use crate::workload::state::asimov_cycle_s;

const ANALYSES: usize = 1_000;

/// CPU time of `monitor project cycle` over a thousand analyses that have their jobs at Slurm, and of the
/// squeue that it runs, which lists 4,000; asimov's cycle is one without a scheduler.
///
/// # Errors
/// The project cannot be made, or its first cycles fail.
pub(super) fn cycle_with_squeue() -> Result<Claim, Box<dyn Error>> {
    let what = "CPU of a cycle over 1,000 analyses with squeue";
    let monitor = std::env::current_exe()?.with_file_name("monitor");
    if std::env::var_os("SLURM_LAB").is_none() || !monitor.is_file() {
        let ours = Contender::figure("monitor project cycle", || f64::NAN);
        return Ok(Claim::new(what, ours).beside_if("asimov 0.8.0", None));
    }
    let folder = std::env::temp_dir().join(format!("bench-cycle-{}", std::process::id()));
    make(&folder, &known_jobs(JOBS)?)?;
    // What moves at first has done so then.
    for _ in 0..3 {
        cpu_of_cycle(&monitor, &folder).ok_or("a cycle fails")?;
    }
    let project = Project { monitor, folder };
    let ours = Contender::each("monitor project cycle", move || {
        cpu_of_cycle(&project.monitor, &project.folder).unwrap_or(Duration::MAX)
    });
    let (name, seconds) = asimov_cycle_s();
    let peer = Contender::times(name, move |count| {
        // It takes seconds, so it was run once; what is told is that time, again and again.
        Duration::from_secs_f64(seconds).saturating_mul(u32::try_from(count).unwrap_or(u32::MAX))
    });
    Ok(Claim::new(what, ours).against(0.01, peer))
}

/// A project that is gone when it was measured.
struct Project {
    monitor: PathBuf,
    folder: PathBuf,
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A project whose analyses have these jobs already.
fn make(folder: &Path, jobs: &[JobRef]) -> Result<(), Box<dyn Error>> {
    let mut file =
        "[schedulers.slurm]\n[policy]\nheld = \"never\"\n[pipelines.fit]\nrun = \"true\"\n"
            .to_owned();
    for (number, job) in jobs.iter().take(ANALYSES).enumerate() {
        writeln!(file, "[analyses.\"GW150914/fit-{number}\"]")?;
        writeln!(file, "pipeline = \"fit\"\nstate = \"running\"\njob = \"{job}\"")?;
    }
    fs::create_dir(folder)?;
    fs::write(folder.join("project.toml"), file)?;
    Ok(())
}

/// What one cycle and the commands that it runs use; `None` if it fails.
fn cpu_of_cycle(monitor: &Path, folder: &Path) -> Option<Duration> {
    let used = || {
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
        let (user, system) = (usage.user_time(), usage.system_time());
        let us = (user.tv_sec() + system.tv_sec()) * 1_000_000 + user.tv_usec() + system.tv_usec();
        u64::try_from(us).ok().map(Duration::from_micros)
    };
    let before = used()?;
    let mut cycle = Command::new(monitor);
    cycle.args(["project", "cycle", "--json", "--project"]).arg(folder);
    let output = cycle.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let whole = output.status.success() && said.contains("\"total\":1000");
    if whole { used()?.checked_sub(before) } else { None }
}
