//! Reading the table of a pipeline.

use std::ops::Range;

use toml::Spanned;

use super::SchedulerEntry;
use super::fault::ProjectFault;
use super::pipeline::{
    EvidenceRule, Pipeline, PipelineCommand, PipelineTask, ProcessingStep, RescueRule, TaskProgram,
    UploadStep,
};
use super::schedulers::scheduler;
use super::shape::{EvidenceTable, PipelineTable, ProcessTable, RescueTable};
use super::template::PathTemplate;
use super::variables::variables;
use crate::spoken::{CommandText, DurationText, TextList};

/// Where an analysis has its folder, unless its pipeline says otherwise.
const USUAL_DIR: &str = "{subject}/{name}";
/// Where the output of its jobs goes, unless its pipeline says otherwise.
const USUAL_OUTPUT: &str = "job-{number}.log";

pub(super) fn pipeline(
    name: &Spanned<String>,
    table: PipelineTable,
    schedulers: &[SchedulerEntry],
) -> Result<Pipeline, ProjectFault> {
    let task = task(table.run, table.file, table.options, name.span())?;
    let here = |text: &str| template(&Spanned::new(name.span(), text.to_owned()));
    let rescue = match table.rescue {
        Some(rescue) if task.is_none() && rescue.run.is_none() && rescue.file.is_none() => {
            let reason = "nothing is said to be run: not here, and not as a rescue";
            return Err(ProjectFault::at_span(name.span(), reason));
        }
        rescue => rescue.map(|rescue| self::rescue(rescue, name.span())).transpose()?,
    };
    let process = table.process.map(|table| process(table, schedulers, name.span())).transpose()?;
    let upload = table.upload.map(|table| {
        let timeout = table.timeout.map(|DurationText(time)| time);
        command(table.run).map(|command| UploadStep { command, timeout })
    });
    Ok(Pipeline {
        name: name.get_ref().as_str().into(),
        task,
        dir: table.dir.as_ref().map_or_else(|| here(USUAL_DIR), template)?,
        output: Some(table.output.as_ref().map_or_else(|| here(USUAL_OUTPUT), template)?),
        env: table
            .env
            .into_iter()
            .map(|(name, value)| Ok((name, template(&value)?)))
            .collect::<Result<_, ProjectFault>>()?,
        complete: table.complete.map(evidence).transpose()?.unwrap_or_default(),
        rescue,
        process,
        upload: upload.transpose()?,
        variables: variables(table.variables)?,
    })
}

fn template(text: &Spanned<String>) -> Result<PathTemplate, ProjectFault> {
    PathTemplate::read(text.get_ref(), text.span())
        .map_err(|reason| ProjectFault::at_span(text.span(), reason))
}

fn templates(texts: &[Spanned<String>]) -> Result<Vec<PathTemplate>, ProjectFault> {
    texts.iter().map(template).collect()
}

fn command(spoken: CommandText) -> Result<PipelineCommand, ProjectFault> {
    let span = spoken.span();
    match spoken {
        CommandText::Words(words) if words.get_ref().is_empty() => {
            Err(ProjectFault::at_span(span, "the command is empty"))
        }
        CommandText::Words(words) => templates(words.get_ref()).map(PipelineCommand::Words),
        CommandText::Line(line) if line.get_ref().trim().is_empty() => {
            Err(ProjectFault::at_span(span, "the command is empty"))
        }
        CommandText::Line(line) => template(&line).map(PipelineCommand::Line),
    }
}

/// What is given to a scheduler: a command or a file, and not both.
fn task(
    run: Option<CommandText>,
    file: Option<Spanned<String>>,
    options: Vec<Spanned<String>>,
    span: Range<usize>,
) -> Result<Option<PipelineTask>, ProjectFault> {
    let what = match (run, file) {
        (Some(_), Some(file)) => {
            return Err(ProjectFault::at_span(
                file.span(),
                "there is run already: one of run and file",
            ));
        }
        (Some(run), None) => TaskProgram::Command(command(run)?),
        (None, Some(file)) => TaskProgram::File(template(&file)?),
        (None, None) if options.is_empty() => return Ok(None),
        (None, None) => return Err(ProjectFault::at_span(span, "options without run or file")),
    };
    Ok(Some(PipelineTask { what, options: templates(&options)? }))
}

fn evidence(table: EvidenceTable) -> Result<EvidenceRule, ProjectFault> {
    let TextList(files) = table.file.unwrap_or_default();
    Ok(EvidenceRule {
        files: templates(&files)?,
        command: table.command.map(command).transpose()?,
        timeout: table.timeout.map(|DurationText(time)| time),
    })
}

fn rescue(table: RescueTable, span: Range<usize>) -> Result<RescueRule, ProjectFault> {
    let task = task(table.run, table.file, table.options.unwrap_or_default(), span)?;
    let when = table.when.map(evidence).transpose()?.unwrap_or_default();
    Ok(RescueRule { task, when, limit: table.limit })
}

fn process(
    table: ProcessTable,
    schedulers: &[SchedulerEntry],
    span: Range<usize>,
) -> Result<ProcessingStep, ProjectFault> {
    let at = table.scheduler.as_ref().map(|name| scheduler(schedulers, name)).transpose()?;
    let task = task(table.run, table.file, table.options.unwrap_or_default(), span.clone())?;
    let task = task.ok_or_else(|| ProjectFault::at_span(span, "process needs run or file"))?;
    let complete = table.complete.map(evidence).transpose()?.unwrap_or_default();
    Ok(ProcessingStep { task, scheduler: at, complete })
}
