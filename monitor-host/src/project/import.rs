//! Taking over analyses from elsewhere: the ledger of an asimov project, or rows of ours as JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use monitor_core::AnalysisKey;
use monitor_state::AnalysisState;
use serde_json::{Map, Value};
use toml_edit::{DocumentMut, Item, Table};

use super::write::{change, put_analysis, tables};
use super::yaml;
use super::{AnalysisAddition, Project};
use crate::error::Error;
use crate::scheduler::SchedulerRegistry;

/// What came of taking over analyses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportReport {
    /// The keys of those that are new in the file.
    pub added: Vec<String>,
    /// The keys of those that are there already, and left as they are.
    pub there: Vec<String>,
    /// What a person has to know or to do.
    pub notes: Vec<String>,
}

/// The largest file that is read, 256 MiB.
const LARGEST_FILE: u64 = 256 << 20;

/// The scheduler of asimov, unless it is said to be another.
const USUAL_SCHEDULER: &str = "htcondor";

impl Project {
    /// Puts the analyses of a file into that of the project in this folder: of an asimov project's
    /// `ledger.yml`, or of JSON with rows as the ledger of a project has them. Pipelines and
    /// subjects that are not described yet are added; what is to be run is left to the user to say.
    /// The next cycle takes all of it up.
    ///
    /// # Errors
    /// [`Error::Import`] if the file is neither, [`Error::ProjectFile`], and [`Error::File`].
    pub fn import(
        folder: &Path,
        file: &Path,
        scheduler: Option<&str>,
    ) -> Result<ImportReport, Error> {
        Self::import_with(folder, file, scheduler, &SchedulerRegistry::built_in())
    }

    /// Does the same for a file that may name these kinds of schedulers.
    ///
    /// # Errors
    /// As [`import`](Self::import).
    pub fn import_with(
        folder: &Path,
        file: &Path,
        scheduler: Option<&str>,
        registry: &SchedulerRegistry,
    ) -> Result<ImportReport, Error> {
        let length = fs::metadata(file).map_err(Error::file("read", file))?.len();
        let wrong = |reason: String| Error::Import { path: file.to_owned(), reason };
        if length > LARGEST_FILE {
            return Err(wrong(format!("it is larger than {LARGEST_FILE} bytes")));
        }
        let bytes = fs::read(file).map_err(Error::file("read", file))?;
        let text = String::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8".to_owned()))?;
        let mut found = ImportedRow::default();
        if text.trim_start().starts_with(['[', '{']) {
            found.rows(&text).map_err(wrong)?;
        } else {
            let ledger = yaml::read(&text).map_err(wrong)?;
            found.base = base(file)?;
            found.asimov(&ledger, scheduler.unwrap_or(USUAL_SCHEDULER)).map_err(wrong)?;
        }
        let mut imported = ImportReport::default();
        change(folder, registry, |document, before| {
            found.put_row(document, before, &mut imported)
        })?;
        imported.notes.append(&mut found.notes);
        Ok(imported)
    }
}

/// What a file has.
#[derive(Debug, Default)]
struct ImportedRow {
    /// What the folders in an asimov ledger are relative to.
    base: PathBuf,
    additions: Vec<AnalysisAddition>,
    notes: Vec<String>,
}

impl ImportedRow {
    /// Rows of a ledger: an array of them, or one a line.
    fn rows(&mut self, text: &str) -> Result<(), String> {
        let rows: Vec<Value> = match serde_json::from_str(text) {
            Ok(Value::Array(rows)) => rows,
            Ok(row) => vec![row],
            Err(_) => serde_json::Deserializer::from_str(text)
                .into_iter()
                .collect::<Result<_, _>>()
                .map_err(|error| format!("it is no JSON: {error}"))?,
        };
        for row in rows {
            let new: monitor_state::NewAnalysis = serde_json::from_value(row)
                .map_err(|error| format!("it is no row of a ledger: {error}"))?;
            let needs: Vec<String> = new.needs.iter().map(ToString::to_string).collect();
            let usual = if needs.is_empty() { AnalysisState::Ready } else { AnalysisState::Wait };
            self.additions.push(AnalysisAddition {
                key: new.key.to_string(),
                pipeline: Some(new.pipeline.into()),
                needs,
                scheduler: Some(new.scheduler.into()),
                // With a job it would be taken to run.
                state: (new.state != usual || new.job.is_some()).then(|| new.state.to_string()),
                job: new.job.map(|job| job.to_string()),
                variables: Vec::new(),
            });
        }
        Ok(())
    }

    fn asimov(&mut self, ledger: &Value, scheduler: &str) -> Result<(), String> {
        let events = ledger.get("events").and_then(Value::as_array);
        let events = events.ok_or("it has no list of events, as an asimov ledger has")?;
        let mut productions: Vec<(String, String, Map<String, Value>)> = Vec::new();
        for event in events {
            let subject = event.get("name").and_then(Value::as_str);
            let subject = subject.ok_or("an event has no name")?;
            for production in list(event.get("productions")) {
                for (name, of) in production.as_object().into_iter().flatten() {
                    let of = of.as_object().cloned().unwrap_or_default();
                    productions.push((subject.to_owned(), name.clone(), of));
                }
            }
        }
        for analysis in list(ledger.get("project analyses")) {
            let Some(of) = analysis.as_object() else { continue };
            let name =
                of.get("name").and_then(Value::as_str).ok_or("a project analysis has no name")?;
            productions.push((AnalysisKey::PROJECT.to_owned(), name.to_owned(), of.clone()));
        }
        let names: BTreeSet<(String, String)> =
            productions.iter().map(|(subject, name, _)| (subject.clone(), name.clone())).collect();
        for (subject, name, of) in productions {
            let addition = self.production(&subject, &name, &of, &names, scheduler);
            self.additions.push(addition);
        }
        Ok(())
    }

    fn production(
        &mut self,
        subject: &str,
        name: &str,
        of: &Map<String, Value>,
        names: &BTreeSet<(String, String)>,
        scheduler: &str,
    ) -> AnalysisAddition {
        let key = format!("{subject}/{name}");
        let text = |word: &str| of.get(word).and_then(Value::as_str).map(str::to_owned);
        let nested = of.get("scheduler").and_then(|scheduler| scheduler.get("job id"));
        let job = nested.or_else(|| of.get("job id")).and_then(number);
        let status = text("status").unwrap_or_else(|| "none".to_owned()).to_lowercase();
        let (mut state, note) = state(&status, job.is_some());
        self.notes.extend(note.map(|note| format!("{key}: {note}")));
        let wanted = list(of.get("needs")).chain(list(of.get("analyses")));
        let mut needs = Vec::new();
        for need in wanted {
            match self::needs(need, subject, names) {
                found if !found.is_empty() => needs.extend(found),
                _ => {
                    // It must not begin before what it needs, whatever that is.
                    if state == AnalysisState::Ready {
                        state = AnalysisState::Manual;
                    }
                    self.notes.push(format!("{key}: what it needs is not understood: {need}"));
                }
            }
        }
        let dir = match text("rundir") {
            Some(dir) => self.base.join(dir).to_string_lossy().into_owned(),
            None => format!("{subject}/{name}"),
        };
        AnalysisAddition {
            key,
            pipeline: Some(text("pipeline").unwrap_or_else(|| "unknown".to_owned()).to_lowercase()),
            needs,
            scheduler: Some(scheduler.to_owned()),
            state: Some(state.to_string()),
            job,
            variables: vec![("rundir".to_owned(), dir)],
        }
    }

    fn put_row(
        &self,
        document: &mut DocumentMut,
        before: &Project,
        imported: &mut ImportReport,
    ) -> Result<(), String> {
        let mut pipelines: BTreeMap<&str, bool> = BTreeMap::new();
        let mut schedulers: BTreeSet<&str> = BTreeSet::new();
        for addition in &self.additions {
            if before.has_analysis(&addition.key) {
                imported.there.push(addition.key.clone());
                continue;
            }
            put_analysis(document, before, addition)?;
            imported.added.push(addition.key.clone());
            let has_dir = !addition.variables.is_empty();
            pipelines.extend(addition.pipeline.as_deref().map(|name| (name, has_dir)));
            schedulers.extend(addition.scheduler.as_deref());
        }
        for (name, has_dir) in pipelines {
            if before.pipelines.contains_key(name) {
                continue;
            }
            let mut table = Table::new();
            if has_dir {
                table.insert("dir", "{rundir}".into());
            }
            table.decor_mut().set_prefix("\n# Say here what is run, and how its end is seen.\n");
            tables(document, "pipelines")?.insert(name, Item::Table(table));
            imported.notes.push(format!(
                "pipeline {name}: nothing is submitted until [pipelines.{name}] says what is run; \
                 complete.file would say how its end is seen"
            ));
        }
        let described = tables(document, "schedulers")?;
        if described.is_empty() && !before.analyses.is_empty() && !schedulers.is_empty() {
            // It is the first no longer because nothing is described.
            described.insert("local", Item::Table(Table::new()));
        }
        for name in schedulers {
            if described.contains_key(name) {
                continue;
            }
            if !matches!(name, "local" | "slurm" | "htcondor") {
                return Err(format!("unknown scheduler {name:?}; add [schedulers.{name}]"));
            }
            described.insert(name, Item::Table(Table::new()));
        }
        Ok(())
    }
}

/// The folder of the project whose ledger this is: asimov keeps it there in `.asimov`.
fn base(ledger: &Path) -> Result<PathBuf, Error> {
    let ledger = std::path::absolute(ledger).map_err(Error::file("find", ledger))?;
    let folder = ledger.parent().unwrap_or(&ledger);
    let is_hidden = folder.file_name().is_some_and(|name| name == ".asimov");
    Ok(folder.parent().filter(|_| is_hidden).unwrap_or(folder).to_owned())
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// The number of a job, which asimov keeps as a number or as a text.
fn number(value: &Value) -> Option<String> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    text.parse::<monitor_state::JobRef>().ok().filter(|job| job.id() > 0).map(|_| text)
}

/// What a state of asimov is here, and what to say about it.
fn state(status: &str, has_job: bool) -> (AnalysisState, Option<String>) {
    let known = |state: AnalysisState| (state, None);
    match status {
        "wait" => {
            (AnalysisState::Manual, Some("it waits for a person: it is manual here".to_owned()))
        }
        "ready" | "restart" => known(AnalysisState::Ready),
        "manual" => known(AnalysisState::Manual),
        "running" if has_job => known(AnalysisState::Running),
        "running" => (
            AnalysisState::Lost,
            Some("it is running and has no job: its results will be looked for".to_owned()),
        ),
        "finished" => known(AnalysisState::Finished),
        "complete" => known(AnalysisState::Complete),
        "uploaded" => known(AnalysisState::Uploaded),
        "stuck" => known(AnalysisState::Stuck),
        "stop" | "stopped" => known(AnalysisState::Stopped),
        "cancelled" => known(AnalysisState::Cancelled),
        "review" => known(AnalysisState::Review),
        "reviewed" => known(AnalysisState::Reviewed),
        "review_failed" => known(AnalysisState::ReviewFailed),
        "processing" | "uploading" => (
            AnalysisState::Manual,
            Some(format!("it is {status} there, which cannot be taken over: it is manual here")),
        ),
        other => (
            AnalysisState::Manual,
            Some(format!("{other:?} is no state here: it is manual, and waits for a person")),
        ),
    }
}

/// The analyses that a need of asimov names: one of the same subject, one of each subject for what
/// is about the whole project.
fn needs(need: &Value, subject: &str, names: &BTreeSet<(String, String)>) -> Vec<String> {
    let Some(need) = need.as_str() else { return Vec::new() };
    let need = need.strip_prefix("name:").map_or(need, str::trim);
    if names.contains(&(subject.to_owned(), need.to_owned())) {
        return vec![need.to_owned()];
    }
    if subject != AnalysisKey::PROJECT {
        return Vec::new();
    }
    let of_subjects = names.iter().filter(|(_, name)| name == need);
    of_subjects.map(|(subject, name)| format!("{subject}/{name}")).collect()
}
