//! A tokio orchestrator of its own making that adopts checkpoints in five lines, each marked.
#![expect(clippy::print_stdout, reason = "it is a demonstration")]

use monitor_debug::{Breakpoint, BreakpointTarget, CallCause, DebugJobOutcome, Debugger, bind}; // 1

async fn worker(job: monitor_debug::DebugJob, debugger: Debugger, pages: Vec<u32>) -> u32 {
    let place = debugger.slot("fetch", "page"); // 2
    let mut total = 0;
    for mut page in pages {
        let mut vars = [bind("page", &mut page), bind("total", &mut total)];
        let entered = job.enter_async(&place, &CallCause::NONE, &mut vars).await; // 3
        let Ok(frame) = entered else { break }; // 4: the job was cancelled
        tokio::task::yield_now().await;
        total += page;
        frame.complete(); // 5
    }
    job.finish(DebugJobOutcome::Completed);
    total
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let debugger = Debugger::builder().build();
    let job = debugger.start("job-1")?;
    let held = Breakpoint::slot("fetch", "page").condition("page == 3");
    debugger.set_breakpoint(BreakpointTarget::Job("job-1"), held)?;
    let controls = debugger.controls("job-1")?;
    let running = tokio::spawn(worker(job, debugger.clone(), vec![1, 2, 3, 4]));

    let mut events = controls.subscribe(Some(0), None);
    while controls.suspended_threads().is_empty() {
        events.next().await;
    }
    println!("held in {}", controls.suspended_threads()[0].routine_id);
    println!("variables: {}", serde_json::to_string(&controls.variables(None)?.await?.local)?);
    controls.set_variable(None, None, "page", 30.into())?.await??;
    controls.resume(None)?;
    println!("total with page 3 set to 30: {}", running.await?);
    println!("{} activations completed", controls.metrics().completed_routines);
    Ok(())
}
