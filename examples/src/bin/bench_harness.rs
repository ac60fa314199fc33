//! `bench_harness [RUNS]`: what a benchmark harness embeds. Two ways to do the same work run in
//! turn; medians and spreads of time, CPU time, memory and I/O, and how sure the difference is.

use std::error::Error;
use std::io::Write;

use monitor_exec::{ExecCommand, StreamTarget};
use monitor_host::trials::{TrialMeasure, TrialSettings};

/// The same lines in order, by one process that holds them all, and by one that holds few.
const WAYS: [(&str, &str); 2] = [
    ("sort in memory", "seq 50000 | sort -R --random-source=/dev/zero | sort -n -S 50M"),
    ("sort in pieces", "seq 50000 | sort -R --random-source=/dev/zero | sort -n -S 64K"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let runs = std::env::args().nth(1).map_or(Ok(10), |text| text.parse())?;
    let command = |script: &'static str| {
        move || {
            ExecCommand::new("sh")
                .args(["-c", script])
                .stdout(StreamTarget::Null)
                .interval_ms(5, 50)
        }
    };
    let [(first, script), (second, other)] = WAYS;
    let results = TrialSettings::new(first, command(script))
        .against(second, command(other))
        .runs(runs)
        .warmup(1)
        .run()?;

    let mut out = std::io::stdout().lock();
    write!(out, "{results}")?;
    // The same as values, for whoever decides by them.
    if let Some(ratio) = results.ratio(1, TrialMeasure::Time) {
        let verdict = if !ratio.is_clear() {
            "no clear difference in time"
        } else if ratio.median < 1.0 {
            "in memory is faster"
        } else {
            "in pieces is faster"
        };
        writeln!(out, "\n{verdict}")?;
    }
    let document = results.to_json();
    let kept = document["results"].as_array().map_or(0, Vec::len);
    writeln!(out, "the document has all runs of {kept} commands")?;
    Ok(())
}
