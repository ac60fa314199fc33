//! Runs a command, watches it from its first instruction to its last, and says what it used.
#![expect(clippy::print_stdout, reason = "an example that talks")]

use std::time::Duration;

use monitor_exec::{ExecCommand, ExitCause, StreamTarget};

fn main() -> Result<(), monitor_exec::Error> {
    let mut command: Vec<String> = std::env::args().skip(1).collect();
    if command.is_empty() {
        command = ["sh", "-c", "for i in 1 2 3; do seq 50000 | sort -R | sort > /dev/null; done"]
            .map(str::to_owned)
            .into();
    }
    let outcome = ExecCommand::new(&command[0])
        .args(&command[1..])
        .interval_ms(100, 1000)
        .timeout(Duration::from_secs(60))
        .stdout(StreamTarget::capture())
        .on_sample(|seen| {
            println!("{:5.1} % CPU, {} processes", seen.sample.cpu_percent, seen.sample.processes)
        })
        .run()?;

    let used = &outcome.summary;
    match outcome.exit {
        ExitCause::Exited { code } => {
            println!("ended with code {code} after {:.3} s", used.elapsed_time)
        }
        other => println!("ended by {other:?} after {:.3} s", used.elapsed_time),
    }
    println!(
        "CPU    {:.3} s ({:?}), {:.1} % on average",
        used.cpu_ns.value as f64 / 1e9,
        used.cpu_ns.certainty,
        used.avg_cpu_percent
    );
    println!(
        "memory {:.1} MiB at its peak ({:?})",
        used.peak_memory_mb, used.peak_tree_rss_bytes.certainty
    );
    println!(
        "looked {} times, which cost {:.2} ms of CPU",
        used.samples,
        used.monitor_cpu_ns as f64 / 1e6
    );
    Ok(())
}
