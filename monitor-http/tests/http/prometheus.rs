//! The figures in the text format of Prometheus.

use monitor_core::JobEvent;

use crate::client::get;
use crate::world::World;

#[test]
fn the_figures_are_there_by_the_names_that_prometheus_likes() {
    let world = World::new();
    world.emitter.emit(JobEvent::started("e").tags(["a\"b\\c\nd"]));
    let answer = get(world.address(), "/metrics");
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    for line in [
        "# TYPE monitor_jobs_started_total counter",
        "monitor_jobs_started_total 4",
        "monitor_jobs_ended_total{end=\"failed\"} 1",
        "monitor_job_run_seconds{quantile=\"0.5\"} 3",
        "monitor_job_run_seconds_sum 3",
        "monitor_job_run_seconds_count 1",
        "monitor_tag_jobs_started_total{tag=\"a\\\"b\\\\c\\nd\"} 1",
        "monitor_worker_up{worker=\"w2\"} 0",
        "monitor_events_total{kind=\"system.error\"} 1",
        "monitor_stream_dropped_total 0",
    ] {
        assert!(
            answer.body.lines().any(|given| given == line),
            "{line} is not in\n{}",
            answer.body
        );
    }
}

#[test]
fn every_family_has_a_help_a_type_and_no_second_place() {
    let text = get(World::new().address(), "/metrics").body;
    let helps: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("# HELP ")).collect();
    let names: Vec<_> = helps.iter().filter_map(|help| help.split(' ').next()).collect();
    let mut unique = names.clone();
    unique.sort_unstable();
    unique.dedup();
    assert_eq!(unique.len(), names.len(), "a family in two places");
    assert!(
        helps.iter().all(|help| help.split_once(' ').is_some_and(|(_, says)| !says.is_empty()))
    );
}
