//! `exec_summary [--interval-ms N] [--subreaper] [--count-descendants] [--control-group]
//! SUMMARY.json CMD ARGS…` runs a command and writes what it used as JSON. It exits as
//! the command did, with 127 or 126 if there is none or it cannot be executed, and with 125 for what
//! is wrong here. A SIGINT or SIGTERM is passed on, and the summary is written all the same.

use std::fs::File;
use std::io::Write;
use std::num::NonZeroU64;
use std::process::ExitCode;

use monitor_exec::encode::SummaryDocument;
use monitor_exec::{ControlGroup, Error, ExecCommand, ProcessGroup, StdinSource};
use nix::sys::signal::{SigSet, Signal};

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "exec_summary: {error}");
            // As env(1) and timeout(1) do: a code for what is wrong here, two for the command.
            ExitCode::from(match error.downcast_ref() {
                Some(Error::NotFound { .. }) => 127,
                Some(Error::PermissionDenied { .. } | Error::BadFormat { .. }) => 126,
                _ => 125,
            })
        }
    }
}

fn run(args: Vec<String>) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let (mut interval_ms, mut subreaper, mut count, mut group) = (None, false, false, None);
    let mut args = args.into_iter().peekable();
    while let Some(option) = args.next_if(|arg| arg.starts_with("--")) {
        match option.as_str() {
            "--interval-ms" => {
                let ms = args.next().ok_or("--interval-ms needs a number")?;
                interval_ms = Some(
                    ms.parse::<NonZeroU64>()
                        .map_err(|error| format!("--interval-ms {ms}: {error}"))?
                        .get(),
                );
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
    let mut exec = ExecCommand::new(program)
        .args(args)
        .stdin(StdinSource::Inherit)
        .unblock_signals(true)
        .control_group(group)
        .store_in_memory(false);
    exec = exec.count_descendants(count).subreaper(subreaper).group(if subreaper {
        ProcessGroup::New
    } else {
        ProcessGroup::Host
    });
    if let Some(ms) = interval_ms {
        exec = exec.interval_ms(ms, ms);
    }
    let running = exec.spawn()?;
    let cancel = running.control_handle();
    std::thread::spawn(move || {
        while let Ok(signal) = taken.wait() {
            cancel.signal(signal as i32);
        }
    });
    let outcome = running.wait()?;
    serde_json::to_writer_pretty(&mut file, &SummaryDocument::from(&outcome.summary))?;
    writeln!(file)?;
    let code = outcome.shell_exit_code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(code))
}
