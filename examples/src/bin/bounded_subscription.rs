//! A consumer that is slower than the events come: what each overflow policy loses and costs.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::thread;
use std::time::{Duration, Instant};

use monitor_core::{EventKind, JobEvent};
use monitor_events::{ChannelOptions, Emitter, EventReceiver, OverflowPolicy};

/// Events that are emitted under each policy.
const EVENTS: u32 = 20;
/// How many of them may wait for the consumer.
const CAPACITY: usize = 4;
/// What the consumer takes for one of them.
const SLOW: Duration = Duration::from_millis(5);

fn main() {
    println!("{EVENTS} events at once into a queue of {CAPACITY}, to a slow consumer");
    println!("{:<24} {:>8} {:>5} {:>9}  received", "overflow", "received", "lost", "held up");
    let policies = [
        ("drop oldest", OverflowPolicy::DropOldest),
        ("drop newest", OverflowPolicy::DropNewest),
        ("block, at most 1 ms", OverflowPolicy::Block { timeout: Duration::from_millis(1) }),
        ("block, at most 2 s", OverflowPolicy::Block { timeout: Duration::from_secs(2) }),
    ];
    for (name, overflow) in policies {
        show(name, overflow);
    }
}

/// Emits under one policy and prints its line of the table.
fn show(name: &str, overflow: OverflowPolicy) {
    let emitter = Emitter::new();
    let bounded = ChannelOptions::new(CAPACITY).kinds(EventKind::JobCreated).overflow(overflow);
    let events = emitter.subscribe(bounded);
    let (received, lost, held_up) = thread::scope(|scope| {
        let consumer = scope.spawn(|| consume(events));
        let begun = Instant::now();
        for n in 1..=EVENTS {
            emitter.emit(JobEvent::created(n.to_string()));
        }
        let held_up = begun.elapsed();
        // The consumer still gets what is queued, and then ends.
        drop(emitter);
        let (received, lost) = consumer.join().unwrap_or_default();
        (received, lost, held_up)
    });
    let (count, held_up) = (received.len(), held_up.as_millis());
    println!("{name:<24} {count:>8} {lost:>5} {held_up:>6} ms  {}", received.join(" "));
}

/// Takes its time for each event; gives the ids that it saw and how many it did not see.
fn consume(events: EventReceiver<monitor_core::Event>) -> (Vec<String>, u64) {
    let mut received = Vec::new();
    for event in events.iter() {
        thread::sleep(SLOW);
        received.extend(event.job_id().map(ToString::to_string));
    }
    (received, events.dropped())
}
