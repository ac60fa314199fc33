//! The common case in ten lines: an emitter, a monitor that sees every event, one handler.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::sync::Arc;
use std::time::Duration;

use monitor_core::{EventKind, JobEvent, Monitor, MonitorLimits, WorkerEvent};
use monitor_events::Emitter;

fn main() {
    let emitter = Emitter::new();
    let monitor = Arc::new(Monitor::new(MonitorLimits::default()));
    let _all = emitter.attach(&monitor);
    let _failures = emitter.on(EventKind::JobFailed, |event| {
        println!("failed: {}", event.job_id().map_or("a job without an id", |id| id.as_str()));
    });

    emitter.emit(WorkerEvent::registered("w1").host("node-7"));
    for job in ["align-1", "align-2", "align-3"] {
        emitter.emit(JobEvent::started(job).worker("w1").tags(["gpu"]));
        emitter.emit(JobEvent::completed(job).run_time(Duration::from_millis(250)));
    }
    emitter.emit(JobEvent::started("align-4").worker("w1").tags(["gpu"]));
    emitter.emit(JobEvent::failed("align-4", "disk full"));

    let jobs = monitor.jobs().summary();
    println!("{} jobs, success rate {:.1} %", jobs.total_jobs, jobs.success_rate);
    println!("a job took {:.2} s at the median", jobs.execution_time.p50);
}
