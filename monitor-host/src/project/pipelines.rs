//! Reading the table of a pipeline.

use std::ops::Range;

use toml::Spanned;

use super::SchedulerEntry;
use super::fault::Fault;
use super::pipeline::{Command, Evidence, Pipeline, Process, Rescue, Task, TaskProgram, Upload};
use super::schedulers::scheduler;
use super::shape::{EvidenceTable, PipelineTable, ProcessTable, RescueTable};
use super::template::Template;
use super::variables::variables;
use crate::spoken::{Spoken, Texts, Time};

/// Where an analysis has its folder, unless its pipeline says otherwise.
const USUAL_DIR: &str = "{subject}/{name}";
/// Where the output of its jobs goes, unless its pipeline says otherwise.
const USUAL_OUTPUT: &str = "job-{number}.log";

pub(super) fn pipeline(
    name: &Spanned<String>,
    table: PipelineTable,
    schedulers: &[SchedulerEntry],
) -> Result<Pipeline, Fault> {
    let task = task(table.run, table.file, table.options, name.span())?;
    let here = |text: &str| template(&Spanned::new(name.span(), text.to_owned()));
    let rescue = match table.rescue {
        Some(rescue) if task.is_none() && rescue.run.is_none() && rescue.file.is_none() => {
            let reason = "nothing is said to be run: not here, and not as a rescue";
            return Err(Fault::at(name.span(), reason));
        }
        rescue => rescue.map(|rescue| self::rescue(rescue, name.span())).transpose()?,
    };
    let process = table.process.map(|table| process(table, schedulers, name.span())).transpose()?;
    let upload = table.upload.map(|table| {
        let timeout = table.timeout.map(|Time(time)| time);
        command(table.run).map(|command| Upload { command, timeout })
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
            .collect::<Result<_, Fault>>()?,
        complete: table.complete.map(evidence).transpose()?.unwrap_or_default(),
        rescue,
        process,
        upload: upload.transpose()?,
        variables: variables(table.variables)?,
    })
}

fn template(text: &Spanned<String>) -> Result<Template, Fault> {
    Template::read(text.get_ref(), text.span()).map_err(|reason| Fault::at(text.span(), reason))
}

fn templates(texts: &[Spanned<String>]) -> Result<Vec<Template>, Fault> {
    texts.iter().map(template).collect()
}

fn command(spoken: Spoken) -> Result<Command, Fault> {
    let span = spoken.span();
    match spoken {
        Spoken::Words(words) if words.get_ref().is_empty() => {
            Err(Fault::at(span, "the command is empty"))
        }
        Spoken::Words(words) => templates(words.get_ref()).map(Command::Words),
        Spoken::Line(line) if line.get_ref().trim().is_empty() => {
            Err(Fault::at(span, "the command is empty"))
        }
        Spoken::Line(line) => template(&line).map(Command::Line),
    }
}

/// What is given to a scheduler: a command or a file, and not both.
fn task(
    run: Option<Spoken>,
    file: Option<Spanned<String>>,
    options: Vec<Spanned<String>>,
    span: Range<usize>,
) -> Result<Option<Task>, Fault> {
    let what = match (run, file) {
        (Some(_), Some(file)) => {
            return Err(Fault::at(file.span(), "there is run already: one of run and file"));
        }
        (Some(run), None) => TaskProgram::Command(command(run)?),
        (None, Some(file)) => TaskProgram::File(template(&file)?),
        (None, None) if options.is_empty() => return Ok(None),
        (None, None) => return Err(Fault::at(span, "options without run or file")),
    };
    Ok(Some(Task { what, options: templates(&options)? }))
}

fn evidence(table: EvidenceTable) -> Result<Evidence, Fault> {
    let Texts(files) = table.file.unwrap_or_default();
    Ok(Evidence {
        files: templates(&files)?,
        command: table.command.map(command).transpose()?,
        timeout: table.timeout.map(|Time(time)| time),
    })
}

fn rescue(table: RescueTable, span: Range<usize>) -> Result<Rescue, Fault> {
    let task = task(table.run, table.file, table.options.unwrap_or_default(), span)?;
    let when = table.when.map(evidence).transpose()?.unwrap_or_default();
    Ok(Rescue { task, when, limit: table.limit })
}

fn process(
    table: ProcessTable,
    schedulers: &[SchedulerEntry],
    span: Range<usize>,
) -> Result<Process, Fault> {
    let at = table.scheduler.as_ref().map(|name| scheduler(schedulers, name)).transpose()?;
    let task = task(table.run, table.file, table.options.unwrap_or_default(), span.clone())?;
    let task = task.ok_or_else(|| Fault::at(span, "process needs run or file"))?;
    let complete = table.complete.map(evidence).transpose()?.unwrap_or_default();
    Ok(Process { task, scheduler: at, complete })
}
