//! The text answers of squeue and sacct.

use monitor_core::Timestamp;

use crate::job::JobRef;
use crate::scheduler_answers::SchedulerAnswer;
use crate::scheduler_answers::number::{first_word, parse_time};
use crate::scheduler_answers::slurm::slurm_state;
use crate::sweep::{JobDetails, JobObservation};

/// What to give squeue with `-o` for [`parse_squeue`]: array or job id, array task, state, reason,
/// time of submission, start, end, comment. With `SLURM_TIME_FORMAT=%s` in its environment times
/// are sure to be understood.
pub const SQUEUE_FORMAT: &str = "%F|%K|%t|%r|%V|%S|%e|%k";

/// What to give sacct with `-o` for [`parse_sacct`], beside `-n -P -X`.
pub const SACCT_FORMAT: &str = "JobID,AnalysisState,ExitCode,Submit,Start,End,Comment";

/// One line of an array that has not begun stands for many tasks; of one with more, the first so
/// many are read, and the line counts as skipped.
const MOST_TASKS: usize = 65_536;

/// Reads what `squeue -h -t all -r -o "%F|%K|%t|%r|%V|%S|%e|%k"` has printed, see [`SQUEUE_FORMAT`].
///
/// Bytes that are no UTF-8 are replaced. A line of another form is skipped and counted.
///
/// ```
/// use monitor_state::{JobState, parse_squeue};
///
/// let answer = parse_squeue(b"17|N/A|PD|Resources|1795383929|N/A|N/A|GW150914/bilby:1\n");
/// assert_eq!(answer.jobs[0].state(), JobState::Pending);
/// assert_eq!(answer.jobs[0].known_details().unwrap().tag.as_deref(), Some("GW150914/bilby:1"));
/// ```
#[must_use]
pub fn parse_squeue(text: &[u8]) -> SchedulerAnswer {
    let mut answer = SchedulerAnswer::default();
    for line in String::from_utf8_lossy(text).lines().filter(|line| !line.trim().is_empty()) {
        if squeue_line(line, &mut answer).is_none() {
            answer.skipped += 1;
        }
    }
    answer
}

fn squeue_line(line: &str, answer: &mut SchedulerAnswer) -> Option<()> {
    // The comment is last, because there may be anything in it.
    let mut fields = line.trim_end().splitn(8, '|').map(str::trim);
    let id = fields.next()?.parse().ok()?;
    let tasks = fields.next()?;
    let (word, reason) = (fields.next().filter(|word| !word.is_empty())?, fields.next()?);
    let born = parse_time(fields.next()?);
    let details = JobDetails {
        reason: present_text(reason),
        started: parse_time(fields.next()?),
        ended: parse_time(fields.next()?),
        tag: present_text(fields.next().unwrap_or_default()),
        ..JobDetails::default()
    };
    let job = |job| build_observation(job, word, reason, born, details.clone());
    if matches!(tasks, "" | "N/A") {
        answer.jobs.push(job(JobRef::new(id)));
        return Some(());
    }
    let before = answer.jobs.len();
    for range in first_word(tasks.trim_matches(['[', ']']), &['%']).split(',') {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (last, step) = last.split_once(':').unwrap_or((last, "1"));
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        let step = step.parse::<usize>().ok().filter(|&step| step > 0 && first <= last)?;
        for task in (first..=last).step_by(step) {
            if answer.jobs.len() - before == MOST_TASKS {
                return None;
            }
            answer.jobs.push(job(JobRef::part(id, task)));
        }
    }
    Some(())
}

/// Reads what `sacct -n -P -X -o JobID,AnalysisState,ExitCode,Submit,Start,End,Comment` has printed, see
/// [`SACCT_FORMAT`]. This is where the exit codes of jobs that have left the queue are right.
///
/// Bytes that are no UTF-8 are replaced. A line of another form is skipped and counted.
///
/// ```
/// use monitor_state::{JobState, parse_sacct};
///
/// let answer = parse_sacct(b"2|FAILED|3:0|1795383929|1795383932|1795383932|\n");
/// assert_eq!(answer.jobs[0].state(), JobState::Failed);
/// assert_eq!(answer.jobs[0].known_details().unwrap().exit_code, Some(3));
/// ```
#[must_use]
pub fn parse_sacct(text: &[u8]) -> SchedulerAnswer {
    let mut answer = SchedulerAnswer::default();
    for line in String::from_utf8_lossy(text).lines().filter(|line| !line.trim().is_empty()) {
        match sacct_line(line) {
            Some(job) => answer.jobs.push(job),
            None => answer.skipped += 1,
        }
    }
    answer
}

fn sacct_line(line: &str) -> Option<JobObservation> {
    let mut fields = line.trim_end().splitn(7, '|').map(str::trim);
    let job: JobRef = fields.next()?.parse().ok()?;
    let word = fields.next().filter(|word| !word.is_empty())?;
    let (code, signal) = fields.next()?.split_once(':')?;
    let (code, signal): (i32, i32) = (code.parse().ok()?, signal.parse().ok()?);
    let born = parse_time(fields.next()?);
    let state = slurm_state(word, "");
    let details = JobDetails {
        started: parse_time(fields.next()?),
        ended: parse_time(fields.next()?),
        tag: present_text(fields.next().unwrap_or_default()),
        exit_code: (state.has_ended() && signal == 0).then_some(code),
        signal: (signal != 0).then_some(signal),
        ..JobDetails::default()
    };
    Some(build_observation(job, word, "", born, details))
}

fn build_observation(
    job: JobRef,
    word: &str,
    reason: &str,
    born: Option<Timestamp>,
    details: JobDetails,
) -> JobObservation {
    let mut observation = JobObservation::new(job, slurm_state(word, reason)).raw(word);
    observation.born = born;
    observation.details = (details != JobDetails::default()).then(|| Box::new(details));
    observation
}

/// What Slurm says when it has something to say.
fn present_text(text: &str) -> Option<Box<str>> {
    let nothing = matches!(text, "" | "None" | "(null)" | "N/A");
    (!nothing).then(|| text.into())
}
