//! The host of flows of the demonstration: feeds, what clients may not do, and how it closes.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use monitor_command::demo::{
    DemoFlow, DemoFlowHost, DemoFlowOptions, HandlerError, MessageFeed, RoutineActivation,
    RoutineClass,
};
use monitor_debug::Debugger;
use monitor_events::Emitter;
use monitor_http::{FlowChange, FlowHost as _, FlowRefusal, JobDocument, NewJob};
use serde_json::{Map, Value, json};

const SPLIT: RoutineClass = RoutineClass::new("Split", "trigger", &["odd", "even"], split);
const ADD: RoutineClass = RoutineClass::new("Add", "number", &[], add);
const WAIT: RoutineClass = RoutineClass::new("Wait", "trigger", &[], wait);

fn split(activation: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    let event = if activation.number_or("number", 0) % 2 == 0 { "even" } else { "odd" };
    activation.emit(event, activation.payload.clone())
}

fn add(activation: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    activation.add_shared("sum", activation.number_or("number", 0));
    Ok(())
}

fn wait(activation: &mut RoutineActivation<'_>) -> Result<(), HandlerError> {
    activation.wait(Duration::from_secs(600))
}

/// The numbers 0 to 9.
fn numbers(number: u64, _: &Map<String, Value>) -> Option<Map<String, Value>> {
    (number < 10).then(|| Map::from_iter([("number".to_owned(), number.into())]))
}

fn host(
    editable: bool,
    routines: &[(&str, &'static RoutineClass)],
    feed: MessageFeed,
) -> DemoFlowHost {
    let debugger = Debugger::builder().build();
    let flow = DemoFlow::new("flow").connect(("split", "odd"), ("add", "number"));
    let flow = routines
        .iter()
        .fold(flow, |flow, (id, class)| flow.routine(&debugger, id, class, Map::new()));
    let mut options = DemoFlowOptions::default();
    options.editable = editable;
    DemoFlowHost::new(debugger, Emitter::new(), options, [flow.feed(routines[0].0, feed)])
}

fn ended(host: &DemoFlowHost, job: &JobDocument) -> JobDocument {
    loop {
        let job = host.job(&job.job_id).unwrap();
        if job.completed_at.is_some() {
            return job;
        }
        thread::yield_now();
    }
}

#[test]
fn a_job_of_a_flow_with_a_feed_handles_each_message_and_completes() {
    let host = host(true, &[("split", &SPLIT), ("add", &ADD)], numbers);
    let job = host.start_job(NewJob::new("flow", "split", "trigger")).unwrap();
    assert_eq!(ended(&host, &job).status, "completed");
    // Only the event `odd` is connected.
    assert_eq!(host.shared_variables("job_1").unwrap()["sum"], json!(1 + 3 + 5 + 7 + 9));
}

#[test]
fn what_a_job_is_started_with_replaces_values_of_the_feed() {
    let host = host(true, &[("split", &SPLIT), ("add", &ADD)], numbers);
    let mut job = NewJob::new("flow", "split", "trigger");
    job.entry_params.insert("number".to_owned(), json!(3));
    let job = host.start_job(job).unwrap();
    ended(&host, &job);
    assert_eq!(host.shared_variables("job_1").unwrap()["sum"], json!(30));
}

#[test]
fn a_flow_with_a_feed_begins_nowhere_else() {
    let host = host(true, &[("split", &SPLIT), ("add", &ADD)], numbers);
    let refused = host.start_job(NewJob::new("flow", "add", "number")).unwrap_err();
    assert_eq!(refused.to_string(), "jobs of \"flow\" do not begin there");
}

#[test]
fn clients_of_a_host_that_is_not_editable_change_nothing() {
    let host = host(false, &[("split", &SPLIT), ("add", &ADD)], numbers);
    let job = host.start_job(NewJob::new("flow", "split", "trigger")).unwrap();
    ended(&host, &job);
    let unknown = FlowRefusal::UnknownFlow { flow_id: "none".to_owned() };
    assert_eq!(host.delete_flow("none").unwrap_err(), unknown);
    let kept = host.delete_flow("flow").unwrap_err();
    assert_eq!(kept.to_string(), "the demonstration keeps its flows");
    let changed = host.change_flow("flow", FlowChange::Disconnect { index: 0 }).unwrap_err();
    assert_eq!(changed.to_string(), "changing flows is not supported by this server");
    assert_eq!(host.forget_jobs(Duration::ZERO, None), 0);
    assert_eq!((host.flows().len(), host.jobs().len()), (1, 1));
}

#[test]
fn a_host_keeps_a_flow_busy_until_it_is_closed() {
    let host = Arc::new(host(true, &[("wait", &WAIT)], numbers));
    let busy = Arc::clone(&host);
    let keeping = thread::spawn(move || busy.keep_busy(&["flow"], Duration::from_millis(1)));
    while host.jobs().is_empty() {
        thread::yield_now();
    }
    host.close();
    keeping.join().unwrap();
    // A job that waits is cancelled, though its wait has minutes left.
    for job in host.jobs() {
        assert_eq!(ended(&host, &job).status, "cancelled");
    }
}
