//! A worker of the demonstration, and the commands that it runs.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use monitor_core::{Job, JobError, JobEvent, Priority, WorkerEvent, WorkerId};
use monitor_events::Emitter;
use monitor_exec::{ExecCommand, ExecOutcome, StreamTarget};
use monitor_http::CommandBoard;

use super::{StopReceiver, XorShift64};

/// How long a command may take.
const LONGEST: Duration = Duration::from_secs(10);
/// How often a job is tried.
const ATTEMPTS: u32 = 2;

/// What is run: a name, a tag, how soon, and a command for the shell. They leave the machine mostly
/// alone: who looks at a demonstration has other work on it.
const KINDS: [(&str, &str, Priority, &str); 6] = [
    ("sort", "cpu", Priority::Medium, "seq 40000 | sort -R | sort -n | tail -1; sleep 0.4"),
    (
        "compress",
        "cpu",
        Priority::Low,
        "for i in 1 2 3 4; do seq 40000 | gzip -9 | wc -c; sleep 0.2; done",
    ),
    ("checksum", "io", Priority::High, "head -c 20000000 /dev/zero | cksum; sleep 0.3"),
    ("fetch", "network", Priority::Medium, "sleep 0.7; echo fetched"),
    (
        "align",
        "gpu",
        Priority::Critical,
        "i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done; sleep 0.6",
    ),
    ("verify", "network", Priority::Medium, "sleep 0.3; echo 'checksum differs' >&2; exit 3"),
];

/// Takes one job after the other.
pub(super) fn run_worker(
    worker: u64,
    emitter: &Emitter,
    board: &CommandBoard,
    numbers: &AtomicU64,
    stop: &StopReceiver,
) {
    let id = WorkerId::from(format!("worker-{worker}"));
    let heartbeat = Duration::from_secs(2);
    emitter.emit(
        WorkerEvent::registered(&id).host("demo").tags(["demo"]).heartbeat_interval(heartbeat * 5),
    );
    let mut dice = XorShift64::new(worker);
    loop {
        let (name, tag, priority, command) = KINDS[dice.next_below(6) as usize];
        let number = numbers.fetch_add(1, Ordering::Relaxed);
        let job = Job::new(format!("{name}-{number}")).name(name).tags([tag, "demo"]);
        let job = job.priority(priority);
        emitter.emit(JobEvent::created(&job));
        emitter.emit(JobEvent::queued(&job));
        if stop.wait_timeout(Duration::from_millis(100 + dice.next_below(600))) {
            break;
        }
        emitter.emit(WorkerEvent::claimed_job(&id, &job));
        run_job(&id, &job, command, emitter, board);
        emitter.emit(WorkerEvent::heartbeat(&id).running_jobs(0));
    }
    emitter.emit(WorkerEvent::offline(&id).reason("the demonstration ends"));
}

fn run_job(id: &WorkerId, job: &Job, command: &str, emitter: &Emitter, board: &CommandBoard) {
    let words = ["sh", "-c", command].map(str::to_owned);
    for attempt in 1..=ATTEMPTS {
        emitter.emit(JobEvent::started(job).worker(id).attempt(attempt));
        let entry = board.begin_command(job.id.as_str(), &words);
        let observed = entry.clone();
        let exec = ExecCommand::new(&words[0]).args(&words[1..]).timeout(LONGEST);
        let exec = exec.stdout(StreamTarget::capture()).stderr(StreamTarget::capture());
        let outcome = exec.interval_ms(50, 500).on_sample(move |seen| observed.observe(seen)).run();
        let error = match &outcome {
            Err(error) => JobError::new(error.to_string()),
            Ok(outcome) => {
                entry.finish(outcome);
                let used = outcome.summary.resources;
                let ran = Duration::from_nanos(used.wall_ns);
                if outcome.success() {
                    let done = JobEvent::completed(job).worker(id).run_time(ran).resources(used);
                    emitter.emit(done);
                    return;
                }
                outcome_error(outcome)
            }
        };
        if attempt < ATTEMPTS {
            emitter.emit(JobEvent::retrying(job).worker(id).retries(attempt, 1).error(error));
        } else {
            emitter.emit(JobEvent::failed(job, error).worker(id));
        }
    }
}

/// What went wrong, with what the command said of it.
fn outcome_error(outcome: &ExecOutcome) -> JobError {
    let said = outcome.stderr.as_ref().map(|kept| kept.text()).unwrap_or_default();
    let said = said.trim();
    match outcome.shell_exit_code() {
        Some(code) => JobError::new(format!("exit code {code}: {said}")).kind("exit_code"),
        None => JobError::new(said),
    }
}
