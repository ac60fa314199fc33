//! A calibration of a made-up chip that takes a while, and that can be killed and started again.
//!
//! It shows what a long-running program does with a run directory: steps, nested bars, messages,
//! errors, figures, plots, and what it takes to go on after a crash. `monitor show` and
//! `monitor runs` look on from another terminal.

#![expect(clippy::print_stderr, clippy::print_stdout, reason = "a program for people to watch")]

mod arguments;
mod chip;
mod curve;
mod plot;
mod points;
mod routine;

use std::process::ExitCode;

use monitor_host::{IfExists, RunDir, TerminalView};
use serde_json::{Map, Value};

use arguments::{Arguments, USAGE};
use routine::ROUTINES;

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments = match arguments::read() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            eprintln!("experiment: {problem}");
            return ExitCode::from(2);
        }
    };
    match calibrate(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("experiment: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn calibrate(arguments: &Arguments) -> Result<(), Failure> {
    let run = RunDir::builder(arguments.base.join("monitoring"), &arguments.name)
        .if_exists(IfExists::Resume)
        .view(TerminalView::Auto)
        .create()?;
    // The process is ours alone, so both may be changed for all of it.
    run.report_panics();
    RunDir::end_on_signals([&run])?;

    let outcome = all_routines(&run, arguments);
    match &outcome {
        Ok(()) => run.complete("All experiments completed successfully!"),
        Err(problem) => run.fail(problem),
    }
    println!("{}", run.status_path().display());
    outcome
}

fn all_routines(run: &RunDir, arguments: &Arguments) -> Result<(), Failure> {
    let before = run.status();
    let data = arguments.base.join("data").join(&before.run_id);
    std::fs::create_dir_all(&data)?;
    if before.attempt > 1 {
        run.log(format!("Going on where attempt {} stopped", before.attempt - 1));
    }
    let total = ROUTINES.len() as u64;
    let mut results = results_of(before.extra.get("results"));
    for (number, routine) in (1..).zip(&ROUTINES) {
        let name = routine.name;
        if let Some(known) = results.get(name) {
            run.log(format!("{name} was done before: {known}"));
            continue;
        }
        run.update_progress(name, number, total, &format!("Starting {name}..."));
        let found = routine.run(run, &data, arguments.pace)?;
        let message = format!("{} = {found:.4} {}", routine.finds, routine.unit);
        run.update_progress(name, number, total, &message);
        results.insert(name.to_owned(), found.into());
        // The next attempt finds it here.
        run.set_extra("results", results.clone())?;
        run.flush()?;
    }
    Ok(())
}

fn results_of(extra: Option<&Value>) -> Map<String, Value> {
    extra.and_then(Value::as_object).cloned().unwrap_or_default()
}
