//! `monitor project status`: the state of every analysis.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::error::Error;
use clap::Args;
use monitor_core::Timestamp;
use monitor_state::{AnalysisExplanation, AnalysisFilter, CyclePolicy, Ledger};

use crate::command::project::folder::{ProjectOption, age_text};
use crate::output::print;
use crate::output::table::write_table;

/// Show the state of every analysis, its cause, and what it waits for.
///
/// It reads the stored state and takes no lock.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// Only this subject, and the analyses of the project.
    #[arg(long, value_name = "S")]
    subject: Option<String>,
    /// Only analyses of this name, of any subject.
    #[arg(long, value_name = "A")]
    analysis: Option<String>,
    /// Print a JSON object of states by key.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: ProjectOption,
}

impl StatusArgs {
    /// Prints what there is.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        let now = Timestamp::now();
        let engine = self.at.open_engine()?;
        let project = engine.project()?;
        let ledger = engine.ledger(now)?;
        let mut filter = AnalysisFilter::all();
        if let Some(subject) = &self.subject {
            filter = filter.subject(subject);
        }
        if let Some(name) = &self.analysis {
            filter = filter.analysis(name);
        }
        let status = ledger.analysis_status(filter)?;
        print::write_result(|out| {
            if self.json {
                serde_json::to_writer_pretty(&mut *out, &status)?;
                return writeln!(out);
            }
            let keys = status.keys().map(|key| key.as_str());
            write_analyses(out, &ledger, project.policy(), keys, now)?;
            let tally = ledger.count_by_state();
            let tally = tally.iter().map(|(word, count)| format!("{count} {word}"));
            writeln!(out, "{} in all: {}", ledger.len(), tally.collect::<Vec<_>>().join(", "))
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// A row for each analysis.
pub(crate) fn write_analyses<'a>(
    out: &mut dyn Write,
    ledger: &Ledger,
    policy: &CyclePolicy,
    keys: impl Iterator<Item = &'a str>,
    now: Timestamp,
) -> io::Result<()> {
    let rows: Vec<[String; 6]> = keys
        .filter_map(|key| ledger.explain_state(key, policy).ok())
        .map(|why| analysis_row(&why, now))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    write_table(out, ["ANALYSIS", "STATE", "FOR", "JOB", "TRY", "BECAUSE; WAITS FOR"], &rows)
}

fn analysis_row(why: &AnalysisExplanation, now: Timestamp) -> [String; 6] {
    let job = why.job.map(|job| format!("{job} at {}", why.scheduler));
    let attempt = match (why.attempts.0, why.resurrections.0) {
        (0, _) => String::new(),
        (attempt, 0) => attempt.to_string(),
        (attempt, rescues) => format!("{attempt}, {rescues} of {} rescues", why.resurrections.1),
    };
    let mut reasons = Vec::new();
    if let Some(moved) = why.moves.last() {
        let raw = moved.raw.as_ref().map(|raw| format!(" ({raw})")).unwrap_or_default();
        reasons.push(format!("{}{raw}", moved.cause));
    }
    let awaits: Vec<String> = why.awaits.iter().take(2).map(ToString::to_string).collect();
    if !awaits.is_empty() {
        reasons.push(format!("waits for {}", awaits.join(" and ")));
    }
    if let Some(deadline) = why.deadline {
        let left = deadline.at.saturating_duration_since(now).as_secs_f64();
        reasons.push(format!("stuck in {}", monitor_run::duration_text(left)));
    }
    [
        why.key.to_string(),
        why.status.to_string(),
        age_text(why.since, now),
        job.unwrap_or_default(),
        attempt,
        reasons.join("; "),
    ]
}
