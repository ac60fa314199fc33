//! Options that say how a process is watched, shared by the commands that watch one.

use std::time::Duration;

use clap::{Args, ValueEnum};
use monitor_exec::{ExecCommand, ExecLimits, SampleInterval};

/// How the sampling interval adapts.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum AdaptiveMode {
    /// Grows from the first second to the tenth, from the shortest to the longest.
    Time,
    /// Short while something changes, long while nothing does.
    Change,
    /// Always the shortest.
    Off,
}

/// How a process is watched.
#[derive(Debug, Args)]
#[command(next_help_heading = "Watching")]
pub(crate) struct SamplingOptions {
    /// Shortest time between two samples, in milliseconds.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
    interval_ms: u64,

    /// Longest time between two samples, in milliseconds.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..))]
    max_interval_ms: u64,

    /// How the sampling interval adapts.
    #[arg(long, value_name = "RULE", default_value = "time")]
    adaptive: AdaptiveMode,

    /// Also record each process of the tree.
    #[arg(long)]
    per_process: bool,
}

impl SamplingOptions {
    /// Sets what the options say.
    pub(crate) const fn apply(&self, exec: ExecCommand) -> ExecCommand {
        let base = Duration::from_millis(self.interval_ms);
        let max = Duration::from_millis(self.max_interval_ms);
        let rule = match self.adaptive {
            AdaptiveMode::Time if self.interval_ms < self.max_interval_ms => {
                SampleInterval::ByAge { base, max }
            }
            AdaptiveMode::Change => SampleInterval::ByChange { base, max },
            AdaptiveMode::Time | AdaptiveMode::Off => SampleInterval::Every(base),
        };
        exec.interval(rule).per_process(self.per_process)
    }
}

/// When a command is stopped, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct LimitOptions {
    /// Stop the command after this many seconds; exit code 124.
    #[arg(long, value_name = "S", value_parser = parse_seconds)]
    timeout_s: Option<Duration>,

    /// Stop the command when its processes together hold more than this many mebibytes; exit code
    /// 124.
    #[arg(long, value_name = "N", value_parser = parse_mebibytes)]
    max_rss_mb: Option<u64>,

    /// Stop the command when it has used this many seconds of CPU time; exit code 124.
    #[arg(long, value_name = "S", value_parser = parse_seconds)]
    max_cpu_s: Option<Duration>,

    /// Seconds between SIGTERM and SIGKILL when the command is stopped.
    #[arg(long, value_name = "S", default_value = "2", value_parser = parse_seconds)]
    grace_s: Duration,
}

impl LimitOptions {
    /// Sets what the options say.
    pub(crate) fn apply(&self, mut exec: ExecCommand) -> ExecCommand {
        let mut limits = ExecLimits::new();
        limits.cpu = self.max_cpu_s;
        limits.rss_bytes = self.max_rss_mb;
        if let Some(time) = self.timeout_s {
            exec = exec.timeout(time);
        }
        exec.limits(limits).stop_by(nix::libc::SIGTERM, self.grace_s)
    }
}

/// Seconds, with a fraction if need be.
pub(crate) fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "not a number of seconds".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(time) if !time.is_zero() => Ok(time),
        _ => Err("must be more than zero, and not for ever".to_owned()),
    }
}

fn parse_mebibytes(text: &str) -> Result<u64, String> {
    let mebibytes: f64 = text.parse().map_err(|_| "not a number of mebibytes".to_owned())?;
    if !(mebibytes > 0.0 && mebibytes < 1e12) {
        return Err("must be more than zero".to_owned());
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "in range by the line above"
    )]
    let bytes = (mebibytes * f64::from(1 << 20)) as u64;
    Ok(bytes.max(1))
}
