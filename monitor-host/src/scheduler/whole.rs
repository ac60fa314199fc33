//! Jobs of many parts (tasks of an array, processes of a cluster) taken as one, for who knows them
//! as one.

use std::collections::{HashMap, HashSet};

use monitor_state::{JobObservation, JobRef, JobState};

/// Puts one observation in the place of those of the parts of each job that is known as a whole.
///
/// It runs as long as a part does. When all have ended it has succeeded if all have, and else ended
/// as the worst of them.
pub(super) fn fold_parts(jobs: Vec<JobObservation>, known: &[JobRef]) -> Vec<JobObservation> {
    let wholes = wholes(known);
    let mut place: HashMap<u64, usize> = HashMap::new();
    let mut folded: Vec<JobObservation> = Vec::with_capacity(jobs.len());
    for job in jobs {
        let id = job.job().id();
        if job.job().array_index().is_none() || !wholes.contains(&id) {
            folded.push(job);
            continue;
        }
        let as_whole = renumbered(&job);
        match place.get(&id) {
            Some(&at) if rank(as_whole.state()) > rank(folded[at].state()) => folded[at] = as_whole,
            Some(_) => {}
            None => {
                place.insert(id, folded.len());
                folded.push(as_whole);
            }
        }
    }
    folded
}

/// What of the known jobs has to be looked for in the history: what is not there, and what is known
/// as a whole and of which no part lives, because parts that ended before may have left the queue.
pub(super) fn missing_jobs(jobs: &[JobObservation], known: &[JobRef]) -> Vec<JobRef> {
    let mut seen: HashSet<JobRef> = HashSet::with_capacity(jobs.len());
    for job in jobs {
        let part = job.job();
        if part.array_index().is_none() {
            seen.insert(part);
        } else {
            seen.insert(part);
            if !job.state().has_ended() {
                seen.insert(JobRef::new(part.id()));
            }
        }
    }
    known.iter().copied().filter(|job| !seen.contains(job)).collect()
}

/// Adds what is new of the jobs that were found elsewhere. What the queue itself has said counts.
pub(super) fn add(jobs: &mut Vec<JobObservation>, found: Vec<JobObservation>) {
    let seen: HashSet<JobRef> = jobs.iter().map(JobObservation::job).collect();
    jobs.extend(found.into_iter().filter(|job| !seen.contains(&job.job())));
}

/// The numbers of jobs that are known as a whole.
fn wholes(known: &[JobRef]) -> HashSet<u64> {
    known.iter().filter(|job| job.array_index().is_none()).map(|job| job.id()).collect()
}

fn renumbered(job: &JobObservation) -> JobObservation {
    let mut whole =
        JobObservation::new(JobRef::new(job.job().id()), job.state()).raw(job.raw_word());
    if let Some(born) = job.submit_time() {
        whole = whole.submitted_at(born);
    }
    if let Some(details) = job.known_details() {
        whole = whole.details(details.clone());
    }
    whole
}

/// Which of two parts speaks for the whole: the greater.
fn rank(state: JobState) -> u8 {
    match state {
        JobState::Succeeded => 0,
        JobState::Cancelled => 1,
        JobState::Preempted => 2,
        JobState::NodeLost => 3,
        JobState::TimedOut => 4,
        JobState::OutOfMemory => 5,
        JobState::Failed => 6,
        JobState::Held => 8,
        JobState::Pending => 9,
        JobState::Requeued => 10,
        JobState::Configuring => 11,
        JobState::Suspended => 12,
        JobState::Completing => 13,
        JobState::Running => 14,
        // Nobody knows whether it has ended.
        _ => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(id: u64, number: u32, state: JobState) -> JobObservation {
        JobObservation::new(JobRef::part(id, number), state)
    }

    #[test]
    fn a_job_of_many_parts_runs_while_one_does_and_fails_if_one_has() {
        let running = vec![
            part(7, 0, JobState::Failed),
            part(7, 1, JobState::Running),
            part(7, 2, JobState::Pending),
        ];
        let known = [JobRef::new(7)];
        assert!(missing_jobs(&running, &known).is_empty());
        let whole = fold_parts(running, &known);
        assert_eq!((whole.len(), whole[0].job()), (1, JobRef::new(7)));
        assert_eq!(whole[0].state(), JobState::Running);

        let ended = vec![part(7, 1, JobState::Succeeded)];
        assert_eq!(missing_jobs(&ended, &known), known, "the others may have left the queue");
        let ended = vec![part(7, 1, JobState::Succeeded), part(7, 0, JobState::Failed)];
        assert_eq!(fold_parts(ended, &known)[0].state(), JobState::Failed);
    }

    #[test]
    fn parts_that_are_known_as_parts_stay_as_they_are() {
        let known = [JobRef::part(7, 1)];
        let jobs = vec![part(7, 0, JobState::Running), part(7, 1, JobState::Succeeded)];
        assert!(missing_jobs(&jobs, &known).is_empty());
        assert_eq!(fold_parts(jobs.clone(), &known), jobs);
    }
}
