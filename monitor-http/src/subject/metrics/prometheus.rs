//! `/metrics`: the figures in the text format of Prometheus.
//!
//! The format: <https://prometheus.io/docs/instrumenting/exposition_formats/>, version 0.0.4. Names
//! follow <https://prometheus.io/docs/practices/naming/>: seconds, `_total` for what only grows.

use std::fmt::{Display, Write as _};

use axum::extract::State;
use axum::response::Response;
use monitor_core::{
    AnomalyCounts, DurationSummary, GroupSummary, JobSummary, Priority, SystemSummary, WorkerState,
    WorkerSummary,
};

use crate::api::answer::text_response;
use crate::api::operation::Operation;
use crate::api::routes::Routes;
use crate::sources::RouterSources;
use crate::stream::feed::FeedCounts;
use monitor_host::JournalCounts;

pub(crate) fn prometheus_routes(sources: &RouterSources) -> Routes {
    let operation =
        Operation::get("/metrics", "Returns the metrics in the Prometheus text format.")
            .text("text/plain");
    Routes::new().add(operation, get_metrics, sources)
}

async fn get_metrics(State(sources): State<RouterSources>) -> Response {
    let mut page = PrometheusText::default();
    if let Some(monitor) = &sources.monitor {
        let now = sources.clock.now();
        page.write_metric(
            "monitor_enabled",
            "gauge",
            "Whether events are taken.",
            monitor.is_enabled(),
        );
        page.write_jobs(&monitor.jobs().summary());
        page.write_groups("tag", &monitor.jobs().by_tag());
        page.write_groups("name", &monitor.jobs().by_name());
        page.write_workers(&monitor.workers().all(now));
        page.write_system(&monitor.system_summary(now));
    }
    if let Some(feed) = &sources.feed {
        page.write_feed(&feed.counts());
    }
    if let Some(journal) = &sources.journal {
        page.write_journal(&journal.counts());
    }
    text_response("text/plain; version=0.0.4; charset=utf-8", page.0)
}

/// The text so far.
#[derive(Default)]
struct PrometheusText(String);

impl PrometheusText {
    fn write_family(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a String does not fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn write_sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl PrometheusValue) {
        self.0.push_str(name);
        for (index, (label, text)) in labels.iter().enumerate() {
            let before = if index == 0 { '{' } else { ',' };
            let _ = write!(self.0, "{before}{label}=\"{}\"", escape_label(text));
        }
        let close = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.0, "{close} {}", value.to_display());
    }

    fn write_metric(&mut self, name: &str, kind: &str, help: &str, value: impl PrometheusValue) {
        self.write_family(name, kind, help);
        self.write_sample(name, &[], value);
    }

    fn write_outcomes(&mut self, name: &str, labels: &[(&str, &str)], ends: [u64; 3]) {
        for (end, count) in ["completed", "failed", "cancelled"].iter().zip(ends) {
            let mut labels = labels.to_vec();
            labels.push(("end", end));
            self.write_sample(name, &labels, count);
        }
    }

    fn write_jobs(&mut self, jobs: &JobSummary) {
        let counters = [
            ("monitor_jobs_created_total", "Jobs that were made.", jobs.created),
            ("monitor_jobs_started_total", "Jobs that started, each once.", jobs.total_jobs),
            ("monitor_job_attempts_total", "Attempts at jobs that began.", jobs.attempts),
            ("monitor_job_retries_total", "Attempts that were followed by another.", jobs.retries),
        ];
        for (name, help, count) in counters {
            self.write_metric(name, "counter", help, count);
        }
        let name = "monitor_jobs_ended_total";
        self.write_family(name, "counter", "Jobs that started and ended.");
        self.write_outcomes(
            name,
            &[],
            [jobs.completed_jobs, jobs.failed_jobs, jobs.cancelled_jobs],
        );
        let name = "monitor_jobs_unmatched_total";
        self.write_family(name, "counter", "Ends of jobs whose start was not seen.");
        let unmatched = &jobs.unmatched;
        self.write_outcomes(
            name,
            &[],
            [unmatched.completed, unmatched.failed, unmatched.cancelled],
        );
        self.write_metric(
            "monitor_jobs_running",
            "gauge",
            "Jobs that run.",
            jobs.currently_running,
        );
        self.write_metric(
            "monitor_jobs_paused",
            "gauge",
            "Jobs that are paused.",
            jobs.currently_paused,
        );
        let name = "monitor_jobs_queued";
        self.write_family(name, "gauge", "Jobs that wait in a queue.");
        for priority in Priority::ALL {
            let count = jobs.queued_by_priority.get(priority.as_str()).copied().unwrap_or(0);
            self.write_sample(name, &[("priority", priority.as_str())], count);
        }
        self.write_durations("monitor_job_run_seconds", "Run times of jobs.", &jobs.execution_time);
        self.write_durations("monitor_job_wait_seconds", "Waits in a queue.", &jobs.queue_wait);
        self.write_anomalies(&jobs.anomalies);
    }

    #[expect(clippy::cast_precision_loss, reason = "a sum of seconds is an approximation")]
    fn write_durations(&mut self, name: &str, help: &str, of: &DurationSummary) {
        self.write_family(name, "summary", help);
        for (quantile, value) in
            [("0.5", of.p50), ("0.9", of.p90), ("0.95", of.p95), ("0.99", of.p99)]
        {
            self.write_sample(name, &[("quantile", quantile)], value);
        }
        self.write_sample(&format!("{name}_sum"), &[], of.avg * of.count as f64);
        self.write_sample(&format!("{name}_count"), &[], of.count);
    }

    fn write_anomalies(&mut self, anomalies: &AnomalyCounts) {
        let name = "monitor_anomalies_total";
        self.write_family(name, "counter", "What could not be counted as it should.");
        for (what, count) in [
            ("repeated_starts", anomalies.repeated_starts),
            ("out_of_order", anomalies.out_of_order),
            ("unidentified", anomalies.unidentified),
            ("untimed", anomalies.untimed),
            ("shortened_ids", anomalies.shortened_ids),
            ("clock_steps", anomalies.clock_steps),
            ("late", anomalies.late),
            ("open_jobs_forgotten", anomalies.open_jobs_forgotten),
            ("tags_overflowed", anomalies.tags_overflowed),
            ("names_overflowed", anomalies.names_overflowed),
            ("workers_overflowed", anomalies.workers_overflowed),
        ] {
            self.write_sample(name, &[("what", what)], count);
        }
    }

    fn write_groups(
        &mut self,
        label: &str,
        groups: &std::collections::BTreeMap<String, GroupSummary>,
    ) {
        let name = format!("monitor_{label}_jobs_started_total");
        self.write_family(&name, "counter", "Jobs that started.");
        for (group, of) in groups {
            self.write_sample(&name, &[(label, group)], of.total_jobs);
        }
        let name = format!("monitor_{label}_jobs_ended_total");
        self.write_family(&name, "counter", "Jobs that started and ended.");
        for (group, of) in groups {
            let ends = [of.completed_jobs, of.failed_jobs, of.cancelled_jobs];
            self.write_outcomes(&name, &[(label, group)], ends);
        }
    }

    fn write_workers(&mut self, workers: &WorkerSummary) {
        let online = workers.active_count as u64;
        self.write_metric("monitor_workers_online", "gauge", "Workers that are there.", online);
        let all = &workers.workers;
        let mut family = |name: &str, kind: &str, help: &str, value: fn(&_) -> f64| {
            self.write_family(name, kind, help);
            for (worker, status) in all {
                self.write_sample(name, &[("worker", worker)], value(status));
            }
        };
        type Of = monitor_core::WorkerStatus;
        family("monitor_worker_up", "gauge", "Whether the worker is there.", |of: &Of| {
            f64::from(u8::from(of.status == WorkerState::Online))
        });
        family("monitor_worker_running_jobs", "gauge", "Jobs that it runs.", |of: &Of| {
            f64::from(of.running_jobs)
        });
        family("monitor_worker_slots", "gauge", "Jobs that it can run at one time.", |of: &Of| {
            f64::from(of.max_concurrent_jobs)
        });
        family(
            "monitor_worker_heartbeat_age_seconds",
            "gauge",
            "Since it was heard.",
            |of: &Of| of.last_heartbeat,
        );
        family("monitor_worker_busy_seconds_total", "counter", "Time of ended jobs.", |of: &Of| {
            of.busy_time
        });
        let name = "monitor_worker_jobs_ended_total";
        self.write_family(name, "counter", "Jobs that ended on the worker.");
        for (worker, of) in all {
            let ends = [of.completed_jobs, of.failed_jobs, of.cancelled_jobs];
            self.write_outcomes(name, &[("worker", worker)], ends);
        }
    }

    fn write_system(&mut self, system: &SystemSummary) {
        self.write_metric(
            "monitor_uptime_seconds",
            "gauge",
            "Since the first event.",
            system.uptime,
        );
        self.write_metric("monitor_queue_depth", "gauge", "Jobs that wait.", system.queue_depth);
        self.write_family("monitor_events_total", "counter", "Events by kind.");
        for (kind, count) in system.event_counts.iter() {
            self.write_sample("monitor_events_total", &[("kind", kind.as_str())], count);
        }
    }

    fn write_feed(&mut self, feed: &FeedCounts) {
        let streams = feed.streams as u64;
        self.write_metric(
            "monitor_stream_clients",
            "gauge",
            "Streams of events that are open.",
            streams,
        );
        for (name, help, count) in [
            ("monitor_stream_sent_total", "Events that were sent to clients.", feed.sent),
            (
                "monitor_stream_dropped_total",
                "Events that clients were too slow for.",
                feed.dropped,
            ),
            ("monitor_stream_lost_total", "Events that were too many for the feed.", feed.lost),
            ("monitor_stream_refused_total", "Streams that were refused.", feed.refused),
        ] {
            self.write_metric(name, "counter", help, count);
        }
    }

    fn write_journal(&mut self, journal: &JournalCounts) {
        for (name, help, count) in [
            ("monitor_journal_written_total", "Records that were written.", journal.written),
            ("monitor_journal_lost_total", "Records that there was no room for.", journal.lost),
            ("monitor_journal_failed_total", "Records that the disk refused.", journal.failed),
        ] {
            self.write_metric(name, "counter", help, count);
        }
    }
}

/// What a value looks like.
trait PrometheusValue {
    fn to_display(&self) -> impl Display;
}

impl PrometheusValue for u64 {
    fn to_display(&self) -> impl Display {
        *self
    }
}

impl PrometheusValue for f64 {
    fn to_display(&self) -> impl Display {
        *self
    }
}

impl PrometheusValue for bool {
    fn to_display(&self) -> impl Display {
        u8::from(*self)
    }
}

/// The text of a label, in which three characters have to be escaped.
fn escape_label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
