//! Async handlers and an async consumer, here on tokio: any runtime does.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use monitor_core::{Event, EventKind, JobEvent};
use monitor_events::{ChannelOptions, Emitter};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let emitter = Emitter::new();

    // Two handlers that wait for something slow. `emit_async` runs both at the same time.
    let _stored = emitter.on_async(EventKind::JobCompleted, |event| slow("stored", event));
    let _posted = emitter.on_async(EventKind::JobCompleted, |event| slow("posted", event));

    // A task that takes events when it likes, from a queue of its own.
    let events = emitter.subscribe(ChannelOptions::new(16).kinds(EventKind::JOBS));
    let consumer = tokio::spawn(async move {
        let mut received = 0;
        while events.recv_async().await.is_ok() {
            received += 1;
        }
        (received, events.dropped())
    });

    for job in ["job-1", "job-2", "job-3"] {
        emitter.emit(JobEvent::started(job));
        let asked = Instant::now();
        let delivery = emitter.emit_async(JobEvent::completed(job)).await;
        let waited = asked.elapsed().as_millis();
        println!("{job}: {} handlers done after {waited} ms together", delivery.handled);
    }

    // `emit` cannot wait, and says whom it has not reached.
    let delivery = emitter.emit(JobEvent::completed("job-4"));
    println!("job-4: emitted without await, {} async handlers not reached", delivery.unreached);

    // With the last handle of the emitter its subscriptions end, and with them the task.
    drop(emitter);
    let (received, dropped) = consumer.await?;
    println!("the task received {received} events and lost {dropped}");
    Ok(())
}

/// What a database or a web request would take.
async fn slow(what: &str, event: Arc<Event>) {
    tokio::time::sleep(Duration::from_millis(50)).await;
    if let Some(job) = event.job_id() {
        println!("{job}: {what}");
    }
}
