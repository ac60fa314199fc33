//! `exec_summary [--interval-ms N] [--subreaper] [--count-descendants] [--control-group]
//! SUMMARY.json CMD ARGS…` runs a command and writes what it used as JSON. It exits as the command did; a SIGINT or SIGTERM is
//! passed on, and the summary is written all the same.

use std::fs::File;
use std::io::Write;
use std::process::ExitCode;

use monitor_exec::{ControlGroup, Exec, Exit, Group, Input, Outcome};
use nix::sys::signal::{SigSet, Signal};
use serde_json::json;

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "exec_summary: {error}");
            ExitCode::from(127)
        }
    }
}

fn run(args: Vec<String>) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let (mut interval_ms, mut subreaper, mut count, mut group) = (None, false, false, None);
    let mut args = args.into_iter().peekable();
    while let Some(option) = args.next_if(|arg| arg.starts_with("--")) {
        match option.as_str() {
            "--interval-ms" => {
                interval_ms =
                    Some(args.next().ok_or("--interval-ms needs a number")?.parse::<u64>()?)
            }
            "--subreaper" => subreaper = true,
            "--count-descendants" => count = true,
            "--control-group" => group = Some(ControlGroup::make()?),
            other => return Err(format!("{other} is no option").into()),
        }
    }
    let path = args.next().ok_or("a path for the summary is missing")?;
    let program = args.next().ok_or("a command is missing")?;
    // Before the command runs, so that a summary that cannot be written is known at once.
    let mut file = File::create(&path)?;

    // Signals are taken by a thread that passes them on; the command starts with none blocked.
    let mut taken = SigSet::empty();
    taken.add(Signal::SIGINT);
    taken.add(Signal::SIGTERM);
    taken.thread_block()?;
    let mut exec = Exec::new(program)
        .args(args)
        .stdin(Input::Inherit)
        .unblock_signals(true)
        .control_group(group)
        .store_in_memory(false);
    exec = exec.count_descendants(count).subreaper(subreaper).group(if subreaper {
        Group::New
    } else {
        Group::Host
    });
    if let Some(ms) = interval_ms {
        exec = exec.interval_ms(ms, ms);
    }
    let running = exec.spawn()?;
    let cancel = running.canceller();
    std::thread::spawn(move || {
        while let Ok(signal) = taken.wait() {
            cancel.signal(signal as i32);
        }
    });
    let outcome = running.wait()?;
    serde_json::to_writer_pretty(&mut file, &document(&outcome))?;
    writeln!(file)?;
    let code = outcome.exit_code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(code))
}

fn document(outcome: &Outcome) -> serde_json::Value {
    let used = &outcome.summary;
    let seconds = |ns: u64| ns as f64 / 1e9;
    let (exit_code, signal) = match outcome.exit {
        Exit::Exited { code } => (Some(code), None),
        Exit::Signaled { signal, .. } => (None, Some(signal)),
        _ => (None, None),
    };
    let mut exit = serde_json::to_value(outcome.exit).unwrap_or_default();
    let kind = exit.get_mut("outcome").map(serde_json::Value::take);
    json!({
        "exit_code": exit_code,
        "signal": signal,
        "outcome": kind,
        "elapsed_time": used.elapsed_time,
        "cpu_s": seconds(used.cpu_ns.value),
        "cpu_user_s": seconds(used.resources.cpu_user_ns),
        "cpu_system_s": seconds(used.resources.cpu_system_ns),
        "avg_cpu_percent": used.avg_cpu_percent,
        "peak_memory_mb": used.peak_memory_mb,
        "peak_rss_kb": used.peak_process_rss_bytes.value / 1024,
        "peak_tree_rss_kb": used.peak_tree_rss_bytes.value / 1024,
        "samples": used.samples,
        "max_processes": used.resources.max_processes,
        "max_threads": used.resources.max_threads,
        "read_bytes": used.read_bytes.value,
        "write_bytes": used.write_bytes.value,
        "read_call_bytes": used.read_call_bytes.value,
        "write_call_bytes": used.write_call_bytes.value,
        "minor_faults": used.minor_faults,
        "major_faults": used.major_faults,
        "context_switches": used.context_switches,
        "left_running": used.left_running,
        "intervals_stretched": used.intervals_stretched,
        "monitor_cpu_s": seconds(used.monitor_cpu_ns),
        "hold_us": used.hold_ns as f64 / 1e3,
        "sources": {
            "cpu": used.cpu_ns,
            "peak_rss": used.peak_process_rss_bytes,
            "peak_tree_rss": used.peak_tree_rss_bytes,
            "read": used.read_bytes,
            "write": used.write_bytes,
        },
    })
}
