//! Pipelines: what is run for an analysis, and how its end is seen.

use std::collections::BTreeMap;
use std::time::Duration;

use super::template::PathTemplate;

/// What is run for analyses of one kind.
#[derive(Clone, Debug)]
pub(crate) struct Pipeline {
    pub(crate) name: Box<str>,
    pub(super) task: Option<PipelineTask>,
    pub(super) dir: PathTemplate,
    pub(super) output: Option<PathTemplate>,
    pub(super) env: Vec<(String, PathTemplate)>,
    pub(super) complete: EvidenceRule,
    pub(super) rescue: Option<RescueRule>,
    pub(super) process: Option<ProcessingStep>,
    pub(super) upload: Option<UploadStep>,
    pub(super) variables: BTreeMap<String, String>,
}

/// A command.
#[derive(Clone, Debug)]
pub(super) enum PipelineCommand {
    /// Words: a program with its arguments, and no shell.
    Words(Vec<PathTemplate>),
    /// One line for `sh -c`; what is filled in is quoted.
    Line(PathTemplate),
}

/// What is given to a scheduler.
#[derive(Clone, Debug)]
pub(super) struct PipelineTask {
    pub(super) what: TaskProgram,
    pub(super) options: Vec<PathTemplate>,
}

#[derive(Clone, Debug)]
pub(super) enum TaskProgram {
    Command(PipelineCommand),
    /// A file in the scheduler's own form.
    File(PathTemplate),
}

/// How something is seen; if nothing is said, by the exit code of the job alone.
#[derive(Clone, Debug, Default)]
pub(super) struct EvidenceRule {
    /// Each has to be there; patterns with `*`, `?` and `[…]` have to match something.
    pub(super) files: Vec<PathTemplate>,
    /// It has to end with exit code 0.
    pub(super) command: Option<PipelineCommand>,
    /// How long the command may take.
    pub(super) timeout: Option<Duration>,
}

#[derive(Clone, Debug)]
pub(super) struct RescueRule {
    /// What is submitted; that of the pipeline, if not said.
    pub(super) task: Option<PipelineTask>,
    /// When there is something to go on from; always, if nothing is said.
    pub(super) when: EvidenceRule,
    /// How many rescues there may be, if fewer than the policy allows.
    pub(super) limit: Option<u32>,
}

#[derive(Clone, Debug)]
pub(super) struct ProcessingStep {
    pub(super) task: PipelineTask,
    pub(super) scheduler: Option<Box<str>>,
    pub(super) complete: EvidenceRule,
}

#[derive(Clone, Debug)]
pub(super) struct UploadStep {
    pub(super) command: PipelineCommand,
    pub(super) timeout: Option<Duration>,
}

impl PipelineCommand {
    pub(super) fn templates(&self) -> &[PathTemplate] {
        match self {
            Self::Words(words) => words,
            Self::Line(line) => std::slice::from_ref(line),
        }
    }
}

impl PipelineTask {
    fn templates(&self) -> impl Iterator<Item = &PathTemplate> {
        let what = match &self.what {
            TaskProgram::Command(command) => command.templates(),
            TaskProgram::File(file) => std::slice::from_ref(file),
        };
        what.iter().chain(&self.options)
    }
}

impl EvidenceRule {
    /// Whether nothing is said but the exit code.
    pub(super) fn is_by_exit_code(&self) -> bool {
        self.files.is_empty() && self.command.is_none()
    }

    fn templates(&self) -> impl Iterator<Item = &PathTemplate> {
        let command = self.command.iter().flat_map(PipelineCommand::templates);
        self.files.iter().chain(command)
    }
}

impl Pipeline {
    /// Whether there is something to submit.
    pub(super) fn runs_something(&self) -> bool {
        let rescue = self.rescue.as_ref();
        self.task.is_some() || rescue.is_some_and(|rescue| rescue.task.is_some())
    }

    /// Every text with places.
    pub(super) fn templates(&self) -> impl Iterator<Item = &PathTemplate> {
        let rescue = self.rescue.iter().flat_map(|rescue| {
            rescue.task.iter().flat_map(PipelineTask::templates).chain(rescue.when.templates())
        });
        let process = self
            .process
            .iter()
            .flat_map(|process| process.task.templates().chain(process.complete.templates()));
        let upload = self.upload.iter().flat_map(|upload| upload.command.templates());
        let env = self.env.iter().map(|(_, value)| value);
        [&self.dir]
            .into_iter()
            .chain(&self.output)
            .chain(env)
            .chain(self.task.iter().flat_map(PipelineTask::templates))
            .chain(self.complete.templates())
            .chain(rescue)
            .chain(process)
            .chain(upload)
    }
}
