//! A program with a run, for the tests: `BASE NAME DEED...`, each deed done in order.
#![expect(clippy::print_stdout, clippy::panic_in_result_fn, reason = "a program for tests")]

use std::error::Error;
use std::io::Read;
use std::time::Duration;

use monitor_host::{IfExists, RunDir};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [base, name, deeds @ ..] = args.as_slice() else { return Err("BASE NAME DEED...".into()) };
    let builder = RunDir::builder(base, name).if_exists(IfExists::Resume);
    let builder = match deeds.iter().find_map(|deed| deed.strip_prefix("period:")) {
        Some(ms) => builder.period(Duration::from_millis(ms.parse()?)),
        None => builder,
    };
    let run = builder.create()?;
    for deed in deeds {
        let (deed, number) = deed.split_once(':').unwrap_or((deed, "0"));
        let number: u64 = number.parse()?;
        match deed {
            "period" => {}
            "say" => println!("here"),
            "step" => run.update_progress("the step", number, number + 1, "at it"),
            "log" => (0..number).for_each(|i| run.log(format!("line {i} {}", "x".repeat(100)))),
            "steps" => {
                (1..=number).for_each(|i| run.update_progress(&"s".repeat(500), i, number, ""));
            }
            "plot" => drop(run.save_plot("plot.bin", &vec![0; usize::try_from(number)?])),
            "work" => work(&run, 0),
            "threads" => std::thread::scope(|scope| {
                (0..8).for_each(|thread| {
                    drop(scope.spawn({
                        let run = &run;
                        move || work_for(run, thread, number)
                    }))
                });
            }),
            "flush" => drop(run.flush()),
            "wait" => drop(std::io::stdin().read(&mut [0])?),
            "report-panics" => run.report_panics(),
            "signals" => RunDir::end_on_signals([&run])?,
            "panic" => panic!("the fridge is warm"),
            "exit" => std::process::exit(i32::try_from(number)?),
            "complete" => run.complete("done"),
            other => return Err(format!("{other} is no deed").into()),
        }
    }
    Ok(())
}

/// Tells of everything, for ever.
fn work(run: &RunDir, thread: u64) {
    for round in 0.. {
        tell(run, thread, round);
    }
}

fn work_for(run: &RunDir, thread: u64, rounds: u64) {
    (0..rounds).for_each(|round| tell(run, thread, round));
}

fn tell(run: &RunDir, thread: u64, round: u64) {
    run.update_progress(&format!("step {round} of thread {thread}"), round, u64::MAX, "a message");
    run.log(format!("round {round}"));
    for i in run.track(0..10_u32, &format!("bar {thread}")) {
        // All of it is finite.
        let _ = run.metric("series", f64::from(i), 1.0);
    }
    if round.is_multiple_of(50) {
        let _ = run.save_plot(&format!("{thread}.svg"), b"<svg/>");
        run.pause("");
        run.go_on();
        let _ = run.flush();
        drop(run.status());
    }
}
