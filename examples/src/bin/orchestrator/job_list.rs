//! The job list: read from a file, and checked as a whole before anything runs.

mod error;
mod keys;
mod needs;

pub(crate) use error::JobListError;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use monitor_core::{Job, JobId, JobOutcome, Priority, Tag};
use serde_json::{Map, Value};

use keys::Keys;

/// The list that runs when nobody gives another.
const DEFAULT: &str = include_str!("../../../jobs.toml");

/// A job as the list gives it.
#[derive(Debug)]
pub(crate) struct ListedJob {
    /// What events say of it.
    pub(crate) job: Job,
    /// The program and its arguments.
    pub(crate) command: Vec<String>,
    /// How it is meant to end.
    pub(crate) expect: JobOutcome,
    /// How often it is tried again after an attempt that went badly.
    pub(crate) max_retries: u32,
    /// How long it waits before that.
    pub(crate) retry_delay: Duration,
    /// How long an attempt may run before it counts as failed.
    pub(crate) timeout: Option<Duration>,
    /// How long it may run before it is cancelled.
    pub(crate) cancel_after: Option<Duration>,
    /// The jobs, by their place in the list, that have to complete first.
    pub(crate) needs: Vec<usize>,
    /// Variables for the command beside those of the orchestrator.
    pub(crate) env: BTreeMap<String, String>,
    /// Where the command runs, seen from the work directory.
    pub(crate) cwd: PathBuf,
}

/// The list in `file`, TOML or JSON by its extension; the default one without a file.
pub(crate) fn load(file: Option<&Path>) -> Result<Vec<ListedJob>, JobListError> {
    let Some(path) = file else { return parse("jobs.toml", DEFAULT, toml_table) };
    let file = path.display().to_string();
    let reader: fn(&str) -> Result<Map<String, Value>, String> =
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("toml") => toml_table,
            Some("json") => json_table,
            _ => return Err(JobListError::Extension { file }),
        };
    match fs::read_to_string(path) {
        Ok(text) => parse(&file, &text, reader),
        Err(source) => Err(JobListError::Unreadable { file, source }),
    }
}

fn toml_table(text: &str) -> Result<Map<String, Value>, String> {
    toml::from_str(text).map_err(|error| error.to_string())
}

fn json_table(text: &str) -> Result<Map<String, Value>, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn parse(
    file: &str,
    text: &str,
    reader: fn(&str) -> Result<Map<String, Value>, String>,
) -> Result<Vec<ListedJob>, JobListError> {
    let mut list = reader(text).map_err(|reason| {
        let reason = reason.trim_end().to_owned();
        JobListError::Syntax { file: file.to_owned(), reason }
    })?;
    let entries = match list.remove("jobs") {
        Some(Value::Array(entries)) if !entries.is_empty() => entries,
        _ => return Err(JobListError::NoJobs { file: file.to_owned() }),
    };
    if let Some(key) = list.keys().next() {
        return Err(JobListError::UnknownSection { file: file.to_owned(), key: key.clone() });
    }
    let mut jobs = Vec::with_capacity(entries.len());
    let mut needs = Vec::with_capacity(entries.len());
    let mut names = HashSet::new();
    for (index, entry) in entries.into_iter().enumerate() {
        let (job, needed) = listed(Keys::new(file, index, entry)?)?;
        if !names.insert(job.job.id.clone()) {
            let name = job.job.id.to_string();
            return Err(JobListError::DuplicateName { file: file.to_owned(), job: name });
        }
        jobs.push(job);
        needs.push(needed);
    }
    needs::resolve(file, &mut jobs, &needs)?;
    Ok(jobs)
}

/// One job, and the names of those that it needs.
fn listed(mut keys: Keys) -> Result<(ListedJob, Vec<String>), JobListError> {
    let name: String = keys.required("name")?;
    let id = JobId::new(&name).map_err(|error| keys.bad("name", error))?;
    keys.printable("name", &name)?;
    let command = command(&mut keys)?;
    let priority = match keys.optional::<String>("priority")? {
        Some(name) => name.parse().map_err(|source| keys.unknown_priority(source))?,
        None => Priority::default(),
    };
    let tags: Vec<String> = keys.or_default("tags")?;
    for tag in &tags {
        Tag::new(tag).map_err(|error| keys.bad("tags", error))?;
        keys.printable("tags", tag)?;
    }
    let cancel_after = keys.optional("cancel_after_ms")?.map(Duration::from_millis);
    let expect = match keys.optional::<JobOutcome>("expect")? {
        Some(expect) => expect,
        None if cancel_after.is_some() => JobOutcome::Cancelled,
        None => JobOutcome::Completed,
    };
    let timeout = match keys.optional::<f64>("timeout_s")? {
        Some(seconds) => Some(
            Duration::try_from_secs_f64(seconds).map_err(|error| keys.bad("timeout_s", error))?,
        ),
        None => None,
    };
    let env: BTreeMap<String, String> = keys.or_default("env")?;
    if env
        .iter()
        .any(|(name, value)| name.is_empty() || name.contains(['=', '\0']) || value.contains('\0'))
    {
        return Err(keys.bad("env", "a name is empty or has `=` in it, or there is a NUL"));
    }
    let job = ListedJob {
        job: Job::new(id).name(name).priority(priority).tags(tags),
        command,
        expect,
        max_retries: keys.or_default("max_retries")?,
        retry_delay: Duration::from_millis(keys.or_default("retry_delay_ms")?),
        timeout,
        cancel_after,
        needs: Vec::new(),
        env,
        cwd: keys.or_default("cwd")?,
    };
    Ok((job, keys.or_default("needs")?))
}

/// A list of a program and its arguments as it is; a text as the shell understands it.
fn command(keys: &mut Keys) -> Result<Vec<String>, JobListError> {
    let command = match keys.required::<Value>("command")? {
        Value::String(script) if script.trim().is_empty() => Vec::new(),
        Value::String(script) => vec!["sh".to_owned(), "-c".to_owned(), script],
        value => serde_json::from_value::<Vec<String>>(value).map_err(|_| {
            keys.bad("command", "neither a text for the shell nor a list of program and arguments")
        })?,
    };
    if command.first().is_none_or(|program| program.trim().is_empty()) {
        return Err(keys.empty_command());
    }
    if command.iter().any(|word| word.contains('\0')) {
        return Err(keys.bad("command", "there is a NUL in it"));
    }
    Ok(command)
}
