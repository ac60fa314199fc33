//! What `monitor serve --demo` has to debug: the flows `orders` and `import`, always busy.

use std::time::Duration;

use monitor_debug::{DebugLimits, Debugger, SuspendPolicy};
use monitor_events::Emitter;

use super::flows::{DemoFlowHost, DemoFlowOptions};
use super::import::import_flow;
use super::orders::orders_flow;

/// Limit of kept jobs, ended ones included.
const JOBS: usize = 48;
/// How long a job stays held without a sign of life of the browser, which sends one every ten
/// seconds.
const LEASE: Duration = Duration::from_secs(15);
/// How long an activation takes.
const PACE: Duration = Duration::from_millis(160);
/// The time between two looks at whether a flow has a job.
const REST: Duration = Duration::from_secs(2);

/// Makes the host. Clients can start jobs; the flows stay as they are.
pub(super) fn flow_host(emitter: &Emitter) -> DemoFlowHost {
    let mut limits = DebugLimits::default();
    (limits.events_per_job, limits.ended_jobs) = (400, JOBS);
    let mut policy = SuspendPolicy::default();
    policy.lease = LEASE;
    let debugger = Debugger::builder().limits(limits).policy(policy);
    let debugger = debugger.observer(emitter.clone()).build();
    let mut options = DemoFlowOptions::default();
    (options.editable, options.jobs, options.running) = (false, JOBS, 12);
    options.job_id = |flow_id, number| format!("{flow_id}-{number}");
    (options.tags, options.pace) = (&["flow", "demo"], PACE);
    let flows = [orders_flow(&debugger), import_flow(&debugger)];
    DemoFlowHost::new(debugger, emitter.clone(), options, flows)
}

/// Keeps a job of each flow running until the host is closed.
pub(super) fn keep_busy(host: &DemoFlowHost) {
    host.keep_busy(&["orders", "import"], REST);
}
