//! Writing the file: a first one, and analyses that are added to one, whose other lines stay as they
//! are.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value};

use super::{PROJECT_FILE, Project, read};
use crate::error::Error;
use crate::scheduler::SchedulerRegistry;
use crate::system::replace::replace;

/// The first file of a project.
const TEMPLATE: &str = include_str!("template.toml");

/// An analysis that is to be in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnalysisAddition {
    /// Its key: `subject/name`.
    pub key: String,
    /// The pipeline that it runs; the only one, if there is only one.
    pub pipeline: Option<String>,
    /// What has to be done before.
    pub needs: Vec<String>,
    /// The scheduler that its jobs run at, if not the pipeline's.
    pub scheduler: Option<String>,
    /// The state that it begins in, if not the usual one.
    pub state: Option<String>,
    /// The job that it has already.
    pub job: Option<String>,
    /// Variables for places.
    pub variables: Vec<(String, String)>,
}

impl Project {
    /// Makes a project in this folder, which is made if it is not there, and gives its file.
    ///
    /// # Errors
    /// [`Error::ProjectExists`], and [`Error::File`].
    pub fn init(folder: &Path, name: Option<&str>) -> Result<PathBuf, Error> {
        fs::create_dir_all(folder).map_err(Error::file("create", folder))?;
        let folder = fs::canonicalize(folder).map_err(Error::file("open", folder))?;
        let own = || folder.file_name().and_then(|name| name.to_str()).unwrap_or("project");
        let name = Value::from(name.unwrap_or_else(own)).to_string();
        let file = folder.join(PROJECT_FILE);
        let created = OpenOptions::new().write(true).create_new(true).open(&file);
        let mut created = match created {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return Err(Error::ProjectExists { path: file });
            }
            created => created.map_err(Error::file("create", &file))?,
        };
        let text = TEMPLATE.replace("NAME", name.trim());
        created.write_all(text.as_bytes()).map_err(Error::file("write", &file))?;
        Ok(file)
    }

    /// Adds analyses to the file in this folder. Comments and all else stay as they are. A subject
    /// is added too, if others are described.
    ///
    /// # Errors
    /// [`Error::ProjectFile`] if the file has a fault, or would have one; then it is left as it is.
    /// [`Error::File`].
    pub fn add(folder: &Path, additions: &[AnalysisAddition]) -> Result<(), Error> {
        Self::add_with(folder, additions, &SchedulerRegistry::built_in())
    }

    /// Adds analyses to the file in this folder, which may name these kinds of schedulers.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn add_with(
        folder: &Path,
        additions: &[AnalysisAddition],
        registry: &SchedulerRegistry,
    ) -> Result<(), Error> {
        change(folder, registry, |document, before| {
            additions.iter().try_for_each(|addition| put_analysis(document, before, addition))
        })
    }
}

/// Changes the file in this folder, if it has no fault before and after.
pub(super) fn change(
    folder: &Path,
    registry: &SchedulerRegistry,
    edit: impl FnOnce(&mut DocumentMut, &Project) -> Result<(), String>,
) -> Result<(), Error> {
    let (file, bytes) = super::bytes(folder)?;
    // What is wrong already is told with its line.
    let before = read::read(folder, &file, &bytes, registry)?;
    let text = String::from_utf8_lossy(&bytes);
    let fault = |reason: String| Error::ProjectFile { path: file.clone(), line: 1, reason };
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| fault(error.to_string()))?;
    edit(&mut document, &before).map_err(fault)?;
    let after = document.to_string();
    read::read(folder, &file, after.as_bytes(), registry).map_err(|error| match error {
        Error::ProjectFile { reason, .. } => fault(reason),
        other => other,
    })?;
    let new = folder.join(format!(".{PROJECT_FILE}-{}", std::process::id()));
    replace(&file, &new, after.as_bytes(), true).map_err(Error::file("write", &file))
}

/// Puts an analysis into a file.
pub(super) fn put_analysis(
    document: &mut DocumentMut,
    project: &Project,
    addition: &AnalysisAddition,
) -> Result<(), String> {
    let key = addition.key.as_str();
    let analyses = tables(document, "analyses")?;
    if analyses.contains_key(key) {
        return Err(format!("there is an analysis {key:?} already"));
    }
    let pipeline = match &addition.pipeline {
        Some(pipeline) => pipeline.clone(),
        None => only_pipeline(project)?,
    };
    let mut table = Table::new();
    table.insert("pipeline", pipeline.into());
    for (word, value) in
        [("scheduler", &addition.scheduler), ("state", &addition.state), ("job", &addition.job)]
    {
        if let Some(value) = value {
            table.insert(word, value.as_str().into());
        }
    }
    if !addition.needs.is_empty() {
        let needs: Array = addition.needs.iter().map(String::as_str).collect();
        table.insert("needs", needs.into());
    }
    if !addition.variables.is_empty() {
        table.insert("variables", inline(&addition.variables).into());
    }
    analyses.insert(key, Item::Table(table));
    let subject = key.split_once('/').map_or("", |(subject, _)| subject);
    if !project.subjects.is_empty() && subject != monitor_core::AnalysisKey::PROJECT {
        let subjects = tables(document, "subjects")?;
        if !subjects.contains_key(subject) {
            subjects.insert(subject, Item::Table(Table::new()));
        }
    }
    Ok(())
}

/// A table of tables; it is made if it is not there.
pub(super) fn tables<'d>(
    document: &'d mut DocumentMut,
    name: &str,
) -> Result<&'d mut Table, String> {
    let mut empty = Table::new();
    empty.set_implicit(true);
    let item = document.entry(name).or_insert(Item::Table(empty));
    item.as_table_mut()
        .ok_or_else(|| format!("{name} is written on one line: write [{name}.\"…\"] to add to it"))
}

fn only_pipeline(project: &Project) -> Result<String, String> {
    let names: Vec<&str> = project.pipelines.keys().map(|name| &**name).collect();
    match names.as_slice() {
        [only] => Ok((*only).to_owned()),
        [] => Err("the project has no pipeline; add [pipelines.NAME]".to_owned()),
        _ => Err(format!("which pipeline: {}?", names.join(", "))),
    }
}

/// An inline table of variables.
fn inline(variables: &[(String, String)]) -> InlineTable {
    variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}
