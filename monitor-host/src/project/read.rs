//! Reading the file: from its text to a project, or to the first thing that is wrong with it and
//! the line that it stands on.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::path::Path;

use monitor_core::{AnalysisKey, Timestamp};
use monitor_state::{AnalysisState, CyclePolicy, Ledger, LedgerLimits, StateMachine};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeTable, Deserializer};

use super::fault::ProjectFault;
use super::member::BUILT_IN_PLACES;
use super::pipelines::pipeline;
use super::schedulers::{scheduler, schedulers};
use super::shape::{
    AnalysisTable, MachineWord, NamedTable, PipelineTable, ProjectFile, SubjectTable,
};
use super::variables::variables;
use super::{Pipeline, Project, ProjectAnalysis, ProjectTimeouts, SchedulerEntry};
use crate::error::Error;
use crate::scheduler::SchedulerRegistry;
use crate::spoken::{DurationText, VariableText};

/// Reads the text of a file that lies in `folder`.
pub(super) fn read(
    folder: &Path,
    file: &Path,
    bytes: &[u8],
    registry: &SchedulerRegistry,
) -> Result<Project, Error> {
    let text = std::str::from_utf8(bytes).map_err(|wrong| {
        let line = line_of(bytes, wrong.valid_up_to());
        Error::ProjectFile { path: file.into(), line, reason: "this is not UTF-8".to_owned() }
    })?;
    let wrong = |fault: ProjectFault| Error::ProjectFile {
        path: file.into(),
        line: line_of(bytes, fault.span.start),
        reason: fault.reason,
    };
    parse_text(folder, text, registry).map_err(wrong)
}

fn parse_text(
    folder: &Path,
    text: &str,
    registry: &SchedulerRegistry,
) -> Result<Project, ProjectFault> {
    let root = DeTable::parse(text)?;
    let settings = root.get_ref().get("schedulers").cloned();
    let mut file = ProjectFile::deserialize(Deserializer::from(root))?;
    let heads = std::mem::take(&mut file.schedulers);
    let schedulers = schedulers(heads, settings.as_ref().map(Spanned::get_ref), registry)?;
    project(folder, file, schedulers, registry, digest(text.as_bytes()))
}

/// By which a file is known to be the same.
pub(super) fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn line_of(text: &[u8], offset: usize) -> usize {
    1 + text.iter().take(offset).filter(|&&byte| byte == b'\n').count()
}

fn project(
    folder: &Path,
    tables: ProjectFile,
    schedulers: Vec<SchedulerEntry>,
    registry: &SchedulerRegistry,
    digest: [u8; 32],
) -> Result<Project, ProjectFault> {
    let asimov = tables.machine == Some(MachineWord::Asimov);
    let base = if asimov { CyclePolicy::asimov() } else { CyclePolicy::default() };
    let policy = tables.policy.policy(base);
    let usual = ProjectTimeouts::default();
    let limits = ProjectTimeouts {
        command: tables.limits.command.map_or(usual.command, |DurationText(time)| time),
        questions: tables.limits.questions.map_or(usual.questions, |DurationText(time)| time),
    };
    let pipelines = pipelines(tables.pipelines, &schedulers)?;
    let subjects = subjects(tables.subjects)?;
    let mut project = Project {
        folder: folder.to_owned(),
        name: tables.name,
        asimov,
        policy,
        limits,
        registry: registry.clone(),
        schedulers,
        pipelines,
        subjects,
        analyses: Vec::new(),
        by_key: HashMap::new(),
        digest,
    };
    let machine = if asimov { StateMachine::asimov() } else { StateMachine::standard() };
    let mut spans = Vec::new();
    for (key, table) in tables.analyses.0 {
        let (key, span) = (key.get_ref().clone(), key.span());
        let analysis = analysis(&project, &machine, &key, span.clone(), table)?;
        project.by_key.insert(analysis.new.key.clone(), project.analyses.len());
        project.analyses.push(analysis);
        spans.push(span);
    }
    check_needs(&project, machine, &spans)?;
    check_places(&project)?;
    Ok(project)
}

type Pipelines = BTreeMap<Box<str>, (Pipeline, Option<Box<str>>)>;

fn pipelines(
    tables: NamedTable<PipelineTable>,
    schedulers: &[SchedulerEntry],
) -> Result<Pipelines, ProjectFault> {
    let mut all = BTreeMap::new();
    for (name, table) in tables.0 {
        let at = table.scheduler.as_ref().map(|name| scheduler(schedulers, name)).transpose()?;
        let made = pipeline(&name, table, schedulers)?;
        all.insert(made.name.clone(), (made, at));
    }
    Ok(all)
}

fn subjects(
    tables: NamedTable<SubjectTable>,
) -> Result<BTreeMap<Box<str>, BTreeMap<String, String>>, ProjectFault> {
    let mut all = BTreeMap::new();
    for (name, table) in tables.0 {
        all.insert(name.get_ref().as_str().into(), variables(table.variables)?);
    }
    Ok(all)
}

fn analysis(
    project: &Project,
    machine: &StateMachine,
    key: &str,
    span: Range<usize>,
    table: AnalysisTable,
) -> Result<ProjectAnalysis, ProjectFault> {
    let parts = key.split_once('/');
    let good = |part: &str| !part.is_empty() && !part.chars().any(char::is_control);
    let Some((subject, _)) = parts.filter(|(subject, name)| {
        good(subject)
            && good(name)
            && !name.contains('/')
            && !matches!(*name, "." | "..")
            && !matches!(*subject, "." | "..")
    }) else {
        return Err(ProjectFault::at_span(
            span,
            format!("invalid analysis key {key:?}; expected \"subject/name\""),
        ));
    };
    if key.len() > 256 {
        return Err(ProjectFault::at_span(span, "a key has 256 bytes at most"));
    }
    let unknown_subject = subject != AnalysisKey::PROJECT
        && !project.subjects.is_empty()
        && !project.subjects.contains_key(subject);
    if unknown_subject {
        let reason = format!("unknown subject {subject:?}; add [subjects.\"{subject}\"]");
        return Err(ProjectFault::at_span(span, reason));
    }
    let pipeline = table.pipeline.get_ref().as_str();
    let Some((_, usual)) = project.pipelines.get(pipeline) else {
        let reason = format!("unknown pipeline {pipeline:?}; add [pipelines.\"{pipeline}\"]");
        return Err(ProjectFault::at_span(table.pipeline.span(), reason));
    };
    let at =
        table.scheduler.as_ref().map(|name| scheduler(&project.schedulers, name)).transpose()?;
    let at = at.or_else(|| usual.clone());
    let at = at.or_else(|| project.schedulers.first().map(|entry| entry.name.clone()));
    let needs = table.needs.iter().map(|need| {
        let need = need.get_ref();
        let full = if need.contains('/') { need.clone() } else { format!("{subject}/{need}") };
        AnalysisKey::from(full)
    });
    let mut new =
        monitor_state::NewAnalysis::new(key, pipeline, at.unwrap_or_default()).needs(needs);
    if let Some(word) = &table.state {
        new.state = state(machine, word)?;
    }
    if let Some(job) = table.job {
        // What has a job is not to be given another one.
        if table.state.is_none() {
            new.state = AnalysisState::Running;
        }
        let (span, VariableText(text)) = (job.span(), job.into_inner());
        new.job =
            Some(text.parse().map_err(|error| ProjectFault::at_span(span, format!("{error}")))?);
    }
    let needs = table.needs.iter().map(Spanned::span).collect();
    Ok(ProjectAnalysis { new, variables: variables(table.variables)?, needs })
}

fn state(machine: &StateMachine, word: &Spanned<String>) -> Result<AnalysisState, ProjectFault> {
    let known = word
        .get_ref()
        .parse::<AnalysisState>()
        .ok()
        .filter(|&state| machine.class(state).is_some());
    known.ok_or_else(|| {
        let words: Vec<String> = machine.states().map(|state| state.to_string()).collect();
        let reason = format!("unknown state {:?}; expected {}", word.get_ref(), words.join(", "));
        ProjectFault::at_span(word.span(), reason)
    })
}

/// What is needed has to be there, and not in a circle.
fn check_needs(
    project: &Project,
    machine: StateMachine,
    spans: &[Range<usize>],
) -> Result<(), ProjectFault> {
    for analysis in &project.analyses {
        let needs = analysis.new.needs.iter().zip(&analysis.needs);
        for (need, span) in needs {
            if !project.by_key.contains_key(need) {
                return Err(ProjectFault::at_span(
                    span.clone(),
                    format!("analysis {need:?} not found"),
                ));
            }
        }
    }
    let ledger = Ledger::new(machine, LedgerLimits::default());
    let analyses = project.analyses.iter().map(|analysis| analysis.new.clone());
    ledger.add(analyses, Timestamp::UNIX_EPOCH).map(drop).map_err(|error| {
        let place = match &error {
            monitor_state::Error::Cycle { keys } => {
                keys.first().and_then(|key| project.by_key.get(key))
            }
            _ => None,
        };
        let span = place.and_then(|&at| spans.get(at)).cloned().unwrap_or_default();
        ProjectFault::at_span(span, error.to_string())
    })
}

/// Every place has a value for every analysis.
fn check_places(project: &Project) -> Result<(), ProjectFault> {
    let places: HashMap<&str, Vec<(&str, &Range<usize>)>> = project
        .pipelines
        .iter()
        .map(|(name, (pipeline, _))| {
            let mut seen = HashSet::new();
            let places = pipeline
                .templates()
                .flat_map(|template| template.places().map(|place| (place, &template.span)));
            let own = places.filter(|(place, _)| {
                !BUILT_IN_PLACES.contains(place) && !pipeline.variables.contains_key(*place)
            });
            (&**name, own.filter(|(place, _)| seen.insert(*place)).collect())
        })
        .collect();
    for analysis in &project.analyses {
        let subject = project.subjects.get(analysis.new.key.subject());
        for (place, span) in places.get(&*analysis.new.pipeline).into_iter().flatten() {
            let known = analysis.variables.contains_key(*place)
                || subject.is_some_and(|variables| variables.contains_key(*place));
            if !known {
                let reason = format!(
                    "{{{place}}} has no value for {}: give it in the variables of the pipeline, \
                     the subject or the analysis",
                    analysis.new.key
                );
                return Err(ProjectFault::at_span((*span).clone(), reason));
            }
        }
    }
    Ok(())
}
