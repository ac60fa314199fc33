//! The exact JSON of the status of a small made-up world, key by key in order.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

use std::time::Duration;

use monitor_core::{
    Event, Job, JobEvent, Monitor, MonitorLimits, Observer, Priority, SystemEvent, Timestamp,
    WorkerEvent,
};

fn s(seconds: i64) -> Timestamp {
    Timestamp::from_secs(1_767_225_600 + seconds)
}

fn world() -> Monitor {
    let job = Job::new("a").name("align").tags(["gpu", "night"]).priority(Priority::High);
    let monitor = Monitor::new(MonitorLimits::default());
    let events: [Event; 19] = [
        SystemEvent::startup().at(s(0)),
        WorkerEvent::registered("w1").host("node-7").tags(["gpu"]).max_concurrent_jobs(2).at(s(0)),
        WorkerEvent::registered("w2").at(s(0)),
        JobEvent::created(&job).at(s(0)),
        JobEvent::queued(&job).at(s(1)),
        WorkerEvent::claimed_job("w1", &job).at(s(2)),
        JobEvent::started(&job).worker("w1").at(s(3)),
        JobEvent::progress(&job, 50.0).at(s(5)),
        JobEvent::completed(&job).at(s(7)),
        JobEvent::started("b").worker("w2").at(s(7)),
        JobEvent::retrying("b").at(s(8)),
        JobEvent::started("b").worker("w2").at(s(9)),
        JobEvent::failed("b", "disk full").at(s(11)),
        JobEvent::queued("c").priority(Priority::Low).at(s(11)),
        JobEvent::cancelled("c").reason("by hand").at(s(12)),
        JobEvent::completed("d").at(s(13)),
        WorkerEvent::heartbeat("w1").running_jobs(1).at(s(14)),
        WorkerEvent::offline("w2").at(s(15)),
        SystemEvent::error("database gone").operation("save").at(s(16)),
    ];
    events.iter().for_each(|event| monitor.observe(event));
    monitor.observe(&JobEvent::started("e").worker("w1").tags(["gpu"]).at(s(17)));
    monitor.observe(&JobEvent::queued("f").at(s(18)));
    monitor
}

fn text(document: &impl serde::Serialize) -> String {
    serde_json::to_string(document).unwrap()
}

fn golden() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("golden/status.txt").lines().filter_map(|line| line.split_once(' '))
}

fn throughput() -> String {
    let span = |[started, completed, failed]: [u64; 3]| {
        format!(
            r#"{{"started":{started},"completed":{completed},"failed":{failed},"cancelled":0}}"#
        )
    };
    let spans = |count: usize, at: &[(usize, [u64; 3])]| {
        let found = |index| at.iter().find(|(place, _)| *place == index).map(|(_, span)| *span);
        let all: Vec<_> = (0..count).map(|index| span(found(index).unwrap_or_default())).collect();
        all.join(",")
    };
    let seconds = [(42, [1, 0, 0]), (46, [1, 1, 0]), (50, [0, 0, 1]), (56, [1, 0, 0])];
    format!(
        r#"{{"seconds":[{}],"minutes":[{}],"hours":[{}]}}"#,
        spans(60, &seconds),
        spans(60, &[(59, [3, 1, 1])]),
        spans(24, &[(23, [3, 1, 1])])
    )
}

#[test]
fn the_status_is_to_the_letter_what_is_documented() {
    let status = world().status(s(20)).unwrap();
    let text = text(&status);
    let sections = golden().map(|(key, section)| format!(r#""{key}":{section}"#));
    let sections: Vec<_> = sections.chain([format!(r#""throughput":{}"#, throughput())]).collect();
    assert_eq!(text, format!("{{{}}}", sections.join(",")));
}

#[test]
fn each_document_by_itself_is_what_the_status_shows_of_it() {
    let monitor = world();
    let now = s(20);
    let section = |key| golden().find(|(found, _)| *found == key).unwrap().1;
    assert_eq!(text(&monitor.jobs().summary()), section("jobs"));
    assert_eq!(text(&monitor.workers().all(now)), section("workers"));
    assert_eq!(text(&monitor.system_summary(now)), section("system"));
    assert_eq!(text(&monitor.jobs().by_tag()), section("tags"));
    assert_eq!(text(&monitor.jobs().by_priority()), section("priorities"));
    assert_eq!(text(&monitor.jobs().recent(10)), section("recent_jobs"));
    assert_eq!(text(&monitor.jobs().by_name()), section("names"));
    assert_eq!(text(&monitor.jobs().throughput(now)), throughput());
    let worker = text(&monitor.workers().status("w1", now).unwrap());
    assert!(section("workers").contains(&format!(r#""w1":{worker}"#)));
    let counts = text(&monitor.system().event_counts());
    assert!(section("system").contains(&format!(r#""event_counts":{counts}"#)));
}

#[test]
fn a_worker_that_is_offline_says_since_when_and_why() {
    let worker = world().workers().status("w2", s(20)).unwrap();
    let text = text(&worker);
    assert!(
        text.contains(r#""offline_at":1767225615.0,"offline_reason":"stopped","jobs_claimed""#)
    );
    assert_eq!(world().workers().status("w3", s(20)), None);
    assert!(Duration::from_secs_f64(worker.uptime) == Duration::from_secs(15));
}
