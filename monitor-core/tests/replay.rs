//! Replay: a recorded stream of events gives the same status again, to the byte.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

use std::time::Duration;

use monitor_core::{
    Event, JobEvent, Monitor, MonitorLimits, Observer, Priority, SystemEvent, Timestamp,
    WorkerEvent,
};

/// Chance with a seed (Knuth's MMIX generator, upper bits).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// A day of a made-up job system, with some mistakes in it.
fn recorded(seed: u64) -> Vec<Event> {
    let mut chance = Chance(seed);
    let mut at: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let mut events = vec![SystemEvent::startup().at(at)];
    for _ in 0..5_000 {
        at = at.saturating_add(Duration::from_micros(chance.below(40_000_000)));
        let job = monitor_core::Job::new(format!("job-{}", chance.below(200)))
            .name(["align", "call", "merge"][usize::try_from(chance.below(3)).unwrap()])
            .tags(
                (0..chance.below(3))
                    .map(|_| format!("tag-{}", chance.below(400)))
                    .collect::<Vec<_>>(),
            )
            .priority(Priority::ALL[usize::try_from(chance.below(4)).unwrap()]);
        let worker = format!("w{}", chance.below(12));
        let ran = Duration::from_nanos(chance.below(10_000_000_000));
        let event: Event = match chance.below(18) {
            0 => JobEvent::created(job).into(),
            1..=3 => JobEvent::queued(job).into(),
            4..=7 => JobEvent::started(job).worker(worker).into(),
            8 => JobEvent::paused(job).into(),
            9 => JobEvent::resumed(job).into(),
            10 => JobEvent::completed(job).worker(worker).run_time(ran).into(),
            11 => JobEvent::completed(job).into(),
            12 => JobEvent::failed(job, "disk full").into(),
            13 => JobEvent::cancelled(job).reason("by hand").into(),
            14 => JobEvent::retrying(job).into(),
            15 => WorkerEvent::heartbeat(worker).running_jobs(1).into(),
            16 => WorkerEvent::offline(worker).extra("host", "node-7"),
            _ => SystemEvent::error("database gone").into(),
        };
        events.push(event.at(at));
    }
    events
}

/// The status now and then, and the events that the monitor gave on the way.
fn statuses(events: impl IntoIterator<Item = Event>) -> Vec<String> {
    let mut limits = MonitorLimits::default();
    (limits.tags, limits.open_jobs, limits.workers, limits.history) = (100, 50, 8, 20);
    let monitor = Monitor::new(limits);
    let mut texts = Vec::new();
    for (index, event) in events.into_iter().enumerate() {
        monitor.observe(&event);
        if index % 500 == 0 {
            let now = event.at.unwrap();
            texts.push(serde_json::to_string(&monitor.expire(now)).unwrap());
            texts.push(serde_json::to_string(&monitor.status(now).unwrap()).unwrap());
        }
    }
    texts
}

#[test]
fn a_recorded_stream_gives_the_same_status_again_to_the_byte() {
    for seed in 1..=3 {
        let events = recorded(seed);
        let lines: Vec<_> =
            events.iter().map(|event| serde_json::to_string(event).unwrap()).collect();
        let replayed = || statuses(lines.iter().map(|line| Event::from_json(line).unwrap()));
        let live = statuses(events.clone());
        assert_eq!(live.len(), 22);
        assert_eq!(replayed(), live);
        assert_eq!(replayed(), live);
    }
}

#[test]
fn a_replay_on_another_thread_gives_the_same_status() {
    #[expect(clippy::disallowed_methods, reason = "a thread has a stripe of its own")]
    let elsewhere = std::thread::spawn(|| statuses(recorded(7))).join().unwrap();
    assert_eq!(statuses(recorded(7)), elsewhere);
}
