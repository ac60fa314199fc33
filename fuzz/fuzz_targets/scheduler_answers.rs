//! Answers of schedulers, read by `monitor-state`: each line or object is a job or is counted, and
//! no line changes how another one is read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use monitor_fuzz::split_mode;
use monitor_state::{
    Answered, JobRef, is_slurm_outage, parse_condor_q, parse_exit_record, parse_htcondor_json,
    parse_sacct, parse_slurm_json, parse_squeue, slurm_state,
};

/// The most tasks that one line of squeue stands for.
const MOST_TASKS: usize = 65_536;

fuzz_target!(|input: &[u8]| {
    match split_mode(input) {
        Some((b'q', text)) => check_lines(text, MOST_TASKS, parse_squeue),
        Some((b's', text)) => check_lines(text, 1, parse_sacct),
        Some((b'c', text)) => check_lines(text, 1, parse_condor_q),
        Some((b'j', json)) => parse_slurm_json(json).iter().for_each(check_jobs),
        Some((b'h', json)) => parse_htcondor_json(json).iter().for_each(check_jobs),
        Some((b'x', json)) => drop(parse_exit_record(json)),
        Some((_, text)) => check_words(text),
        None => {}
    }
});

/// A text is read as each of its lines is by itself.
fn check_lines(text: &[u8], most_jobs: usize, parse: fn(&[u8]) -> Answered) {
    // Many tasks in many lines only take time.
    if text.iter().filter(|byte| **byte == b'-').count() > 16 {
        return;
    }
    let answer = parse(text);
    check_jobs(&answer);
    let mut lines = Answered::default();
    for line in text.split(|byte| *byte == b'\n') {
        let read = parse(line);
        assert!(read.jobs.len() <= most_jobs && read.skipped <= 1);
        lines.jobs.extend(read.jobs);
        lines.skipped += read.skipped;
    }
    assert_eq!(answer, lines);
}

fn check_jobs(answer: &Answered) {
    for job in &answer.jobs {
        let number = job.job();
        assert_eq!(number.to_string().parse(), Ok(number));
        let json = serde_json::to_string(job).expect("an observation has a JSON form");
        assert_eq!(serde_json::from_str(&json).ok().as_ref(), Some(job), "{json}");
    }
}

fn check_words(text: &[u8]) {
    let _ = is_slurm_outage(text);
    let Ok(text) = std::str::from_utf8(text) else { return };
    let (word, reason) = text.split_once('\n').unwrap_or((text, ""));
    let _ = slurm_state(word, reason);
    if let Ok(job) = word.parse::<JobRef>() {
        assert_eq!(job.to_string().parse(), Ok(job));
    }
}
