//! Monitors as one runs them: ours in a small host, and what else the user has installed.

use std::error::Error;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::programs::{Scratch, must, on_path};

/// A monitor that runs a command, as a process of its own.
#[derive(Clone, Debug)]
pub(crate) enum Monitor {
    /// A host with ours: what it needs to be told, and where this program lies.
    Ours(&'static str, PathBuf),
    /// denet's `execute_with_monitoring`, in the Python that has it.
    Denet(PathBuf),
    /// psrecord.
    Psrecord(PathBuf),
    /// duct.
    Duct(PathBuf),
    /// GNU time.
    Time(PathBuf),
}

/// What a monitor says about a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) cpu_seconds: f64,
    pub(crate) peak_bytes: f64,
}

/// CPU percent over time, and the greatest memory; the samples are one JSON text each.
const DENET: &str = "
import denet, json, sys
_, monitor = denet.execute_with_monitoring(
    sys.argv[2:], base_interval_ms=100, max_interval_ms=100, quiet=True)
cpu, peak, last = 0.0, 0, None
for sample in map(json.loads, monitor.get_samples()):
    all = sample.get('aggregated', sample)
    if not all or 'cpu_usage' not in all:
        continue
    now = all['ts_ms'] / 1000
    cpu += all['cpu_usage'] / 100 * (now - last if last else 0)
    peak, last = max(peak, all['mem_rss_kb'] * 1024), now
open(sys.argv[1], 'w').write(f'{cpu} {peak}')
";

const NOTE: &str = "note";

/// The names of the peers, each with how to run it if it is there.
pub(crate) fn peers() -> [(&'static str, Option<Monitor>); 4] {
    [
        ("GNU time", on_path("time").map(Monitor::Time)),
        ("denet, 100 ms", denet().map(Monitor::Denet)),
        ("psrecord, 100 ms", on_path("psrecord").map(Monitor::Psrecord)),
        ("con-duct, 100 ms", on_path("con-duct").map(Monitor::Duct)),
    ]
}

/// The Python beside denet's report program, or the one on the path, if it has denet.
fn denet() -> Option<PathBuf> {
    let beside = on_path("denet-report").map(|report| report.with_file_name("python3"));
    beside.into_iter().chain(on_path("python3")).find(|python| {
        let mut check = Command::new(python);
        check.args(["-c", "import denet"]).stdin(Stdio::null()).stderr(Stdio::null());
        check.status().is_ok_and(|status| status.success())
    })
}

impl Monitor {
    pub(crate) fn ours(how: &'static str) -> Result<Self, Box<dyn Error>> {
        Ok(Self::Ours(how, std::env::current_exe()?))
    }

    /// Runs a command to its end. What is written goes to `scratch`.
    pub(crate) fn run(&self, target: &[OsString], scratch: &Scratch) {
        let mut command = self.command(target, scratch);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        must(command.status());
    }

    fn command(&self, target: &[OsString], scratch: &Scratch) -> Command {
        let note = scratch.file(NOTE);
        let (Self::Ours(_, program)
        | Self::Denet(program)
        | Self::Psrecord(program)
        | Self::Duct(program)
        | Self::Time(program)) = self;
        let mut command = Command::new(program);
        match self {
            Self::Ours(how, _) => command.args(["apart", "watch"]).arg(note).arg(how).args(target),
            Self::Denet(_) => command.args(["-c", DENET]).arg(note).args(target),
            Self::Psrecord(_) => {
                let words: Vec<_> =
                    target.iter().map(|word| format!("'{}'", word.display())).collect();
                command.arg(words.join(" ")).args(["--include-children", "--interval", "0.1"]);
                command.arg("--log").arg(note)
            }
            Self::Duct(_) => {
                let prefix = scratch.file("duct-");
                command.args(["run", "-q", "-c", "none", "-o", "none", "--sample-interval", "0.1"]);
                command.args(["--report-interval", "1", "-p"]).arg(prefix).args(target)
            }
            Self::Time(_) => command.args(["-f", "%U %S %M", "-o"]).arg(note).args(target),
        };
        command
    }

    /// What it said about the run.
    pub(crate) fn reading(&self, scratch: &Scratch) -> Option<Reading> {
        match self {
            Self::Duct(_) => duct(&scratch.read("duct-info.json")?),
            Self::Psrecord(_) => Some(psrecord(&scratch.read(NOTE)?)),
            _ => {
                let note = scratch.read(NOTE)?;
                let (cpu_seconds, peak_bytes) =
                    match (self, numbers(note.lines().last()?).as_slice()) {
                        (Self::Ours(..), &[cpu, peak]) => (cpu / 1e9, peak),
                        (Self::Denet(_), &[cpu, peak]) => (cpu, peak),
                        (Self::Time(_), &[user, system, peak]) => (user + system, peak * 1024.0),
                        _ => return None,
                    };
                Some(Reading { cpu_seconds, peak_bytes })
            }
        }
    }
}

/// Lines of the elapsed time, percent, and mebibytes.
fn psrecord(log: &str) -> Reading {
    let mut reading = Reading { cpu_seconds: 0.0, peak_bytes: 0.0 };
    let mut last = 0.0;
    for line in log.lines() {
        if let [now, percent, mebibytes, ..] = *numbers(line).as_slice() {
            reading.cpu_seconds += percent / 100.0 * (now - last);
            reading.peak_bytes = reading.peak_bytes.max(mebibytes * f64::from(1 << 20));
            last = now;
        }
    }
    reading
}

fn duct(info: &str) -> Option<Reading> {
    let info: Value = serde_json::from_str(info).ok()?;
    let said = |name: &str| info["execution_summary"][name].as_f64();
    let percent = said("average_pcpu").unwrap_or(0.0);
    Some(Reading {
        cpu_seconds: percent / 100.0 * said("wall_clock_time")?,
        peak_bytes: said("peak_rss").unwrap_or(0.0),
    })
}

fn numbers(line: &str) -> Vec<f64> {
    line.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}
