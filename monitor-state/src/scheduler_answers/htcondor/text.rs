//! The text answer of condor_q.

use crate::job::JobRef;
use crate::scheduler_answers::SchedulerAnswer;
use crate::scheduler_answers::htcondor::{HtCondorWords, htcondor_state};
use crate::scheduler_answers::number::parse_time;
use crate::sweep::{JobDetails, JobObservation};

/// What to give condor_q or condor_history with `-af` for [`parse_condor_q`], in this order.
pub const CONDOR_Q_ATTRIBUTES: [&str; 11] = [
    "ClusterId",
    "ProcId",
    "JobStatus",
    "HoldReasonCode",
    "NumJobStarts",
    "ExitCode",
    "ExitBySignal",
    "ExitSignal",
    "DAG_Status",
    "QDate",
    "MonitorKey",
];

/// Reads what `condor_q -allusers -af` has printed for [`CONDOR_Q_ATTRIBUTES`]; that of
/// condor_history as well. No jobs are no bytes.
///
/// Bytes that are no UTF-8 are replaced. A line of another form is skipped and counted.
///
/// ```
/// use monitor_state::{JobRef, JobState, parse_condor_q};
///
/// let line = b"3 0 2 undefined 1 undefined false undefined undefined 1795385706 GW150914/bilby:1\n";
/// let answer = parse_condor_q(line);
/// assert_eq!(answer.jobs[0].job(), JobRef::part(3, 0));
/// assert_eq!(answer.jobs[0].state(), JobState::Running);
/// ```
#[must_use]
pub fn parse_condor_q(text: &[u8]) -> SchedulerAnswer {
    let mut answer = SchedulerAnswer::default();
    for line in String::from_utf8_lossy(text).lines().filter(|line| !line.trim().is_empty()) {
        match read(line) {
            Some(job) => answer.jobs.push(job),
            None => answer.skipped += 1,
        }
    }
    answer
}

fn read(line: &str) -> Option<JobObservation> {
    let mut fields = line.split_ascii_whitespace();
    let mut field = || fields.next();
    let (cluster, process) = (field()?.parse().ok()?, field()?.parse().ok()?);
    let status = field()?;
    let number = |text: &str| -> Option<Option<i64>> {
        if text == "undefined" { Some(None) } else { text.parse().ok().map(Some) }
    };
    let words = HtCondorWords {
        status: status.parse().ok()?,
        hold_code: number(field()?)?,
        starts: number(field()?)?,
        exit_code: number(field()?)?,
        by_signal: field()? == "true",
        ..HtCondorWords::default()
    };
    let signal = number(field()?)?;
    let words = HtCondorWords { dag_status: number(field()?)?, ..words };
    let born = parse_time(field()?);
    let tag = fields.next().filter(|tag| *tag != "undefined");
    Some(job_from_words(JobRef::part(cluster, process), words, signal).with(born, tag))
}

/// A job as HTCondor describes it, in text or in JSON.
pub(super) fn job_from_words(
    job: JobRef,
    words: HtCondorWords,
    signal: Option<i64>,
) -> HtCondorJob {
    let small = |number: Option<i64>| number.and_then(|number| i32::try_from(number).ok());
    let state = htcondor_state(words);
    let ended = state.has_ended();
    let details = JobDetails {
        exit_code: small(words.exit_code).filter(|_| ended && !words.by_signal),
        signal: small(signal).filter(|_| ended && words.by_signal),
        restarts: small(words.starts).and_then(|n| u32::try_from(n.saturating_sub(1)).ok()),
        ..JobDetails::default()
    };
    let observation = JobObservation::new(job, state).raw(words.status.to_string());
    HtCondorJob { observation, details }
}

pub(super) struct HtCondorJob {
    observation: JobObservation,
    pub(super) details: JobDetails,
}

impl HtCondorJob {
    pub(super) fn with(
        mut self,
        born: Option<monitor_core::Timestamp>,
        tag: Option<&str>,
    ) -> JobObservation {
        self.details.tag = tag.filter(|tag| !tag.is_empty()).map(Into::into);
        self.observation.born = born;
        let known = self.details != JobDetails::default();
        self.observation.details = known.then(|| Box::new(self.details));
        self.observation
    }
}
