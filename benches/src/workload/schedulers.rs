//! What asking a real Slurm costs, beside its own command.

use std::error::Error;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use monitor_core::Timestamp;
use monitor_host::scheduler::{KnownSubmissions, Scheduler, SlurmScheduler};
use monitor_state::{JobObservation, JobRef, SQUEUE_FORMAT, SchedulerHealth, Sweep};

use crate::claim::{Claim, Contender, Group};

mod cycle;

pub(crate) const SCHEDULERS: Group =
    Group { name: "schedulers", claims: &[sweep_of_slurm, cycle::cycle_with_squeue] };

const JOBS: usize = 4_000;

/// A sweep of 4,000 pending jobs of Slurm, all of them known, against the squeue that it runs.
///
/// # Errors
/// The Slurm of `ci/slurm-up.sh run` does not take so many jobs. Where there is no Slurm, ours has
/// failed and squeue is missing.
pub fn sweep_of_slurm() -> Result<Claim, Box<dyn Error>> {
    let what = "a sweep of 4,000 Slurm jobs";
    if std::env::var_os("SLURM_LAB").is_none() {
        return Ok(Claim::new(what, Contender::figure("sweep", || f64::NAN))
            .beside_if("squeue as text", None));
    }
    let jobs = known_jobs(JOBS)?;
    let slurm = SlurmScheduler::new("slurm");
    let ours = move || {
        let started = Instant::now();
        let now = Timestamp::now();
        let swept = slurm.sweep(KnownSubmissions::new(&jobs, now), now);
        checked(&swept.sweep, started.elapsed())
    };
    Ok(Claim::new(what, Contender::each("sweep", ours))
        .against(1.2, Contender::each("squeue as text", squeue)))
}

/// The numbers of jobs that Slurm has, after so many were submitted that there are these.
fn known_jobs(count: usize) -> Result<Vec<JobRef>, Box<dyn Error>> {
    let slurm = SlurmScheduler::new("slurm");
    let there = slurm.sweep(KnownSubmissions::none(), Timestamp::now()).sweep.jobs.len();
    let submit =
        format!("for i in $(seq {}); do sbatch -H --wrap true; done", count - there.min(count));
    Command::new("sh").args(["-c", &submit]).stdout(Stdio::null()).status()?;
    let sweep = slurm.sweep(KnownSubmissions::none(), Timestamp::now()).sweep;
    if sweep.jobs.len() < count {
        return Err(format!("{} jobs instead of {count}", sweep.jobs.len()).into());
    }
    Ok(sweep.jobs.iter().map(JobObservation::job).collect())
}

/// A sweep that says less has cost nothing that counts.
fn checked(sweep: &Sweep, took: Duration) -> Duration {
    let whole = sweep.health == SchedulerHealth::Ok && sweep.jobs.len() >= JOBS;
    if whole { took } else { Duration::MAX }
}

fn squeue() -> Duration {
    let started = Instant::now();
    let said = Command::new("squeue")
        .args(["--me", "-h", "-a", "-t", "all", "-r", "-S", "i", "-o", SQUEUE_FORMAT])
        .env("SLURM_TIME_FORMAT", "%s")
        .stdin(Stdio::null())
        .output();
    let whole = said.is_ok_and(|said| said.status.success() && said.stdout.len() > JOBS * 20);
    if whole { started.elapsed() } else { Duration::MAX }
}
