//! One analysis with its pipeline: the commands, files and jobs that are its own.

use std::borrow::Cow;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::pipeline::{EvidenceRule, PipelineCommand, PipelineTask, ProcessingStep, TaskProgram};
use super::{Pipeline, Project, ProjectAnalysis};
use crate::scheduler::JobRequest;

/// Places that every analysis has a value for.
pub(super) const BUILT_IN_PLACES: [&str; 9] =
    ["key", "subject", "name", "pipeline", "scheduler", "project", "dir", "tag", "number"];

/// One analysis of a project, with a job that it has or is to have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProjectMember<'a> {
    project: &'a Project,
    analysis: &'a ProjectAnalysis,
    pipeline: &'a Pipeline,
    /// What is written on its job: key and number.
    tag: &'a str,
}

/// A command as it is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MemberLine {
    pub(crate) words: Vec<OsString>,
    pub(crate) timeout: Duration,
}

/// How something is seen, filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct EvidencePatterns {
    /// Patterns of files that have to be there.
    pub(crate) files: Vec<String>,
    pub(crate) command: Option<MemberLine>,
}

impl EvidencePatterns {
    /// Whether nothing is asked for.
    pub(crate) fn are_none(&self) -> bool {
        self.files.is_empty() && self.command.is_none()
    }
}

impl<'a> ProjectMember<'a> {
    pub(super) fn new(
        project: &'a Project,
        analysis: &'a ProjectAnalysis,
        pipeline: &'a Pipeline,
        tag: &'a str,
    ) -> Self {
        Self { project, analysis, pipeline, tag }
    }

    /// The folder that it runs in.
    pub(crate) fn dir(&self) -> PathBuf {
        let dir = self.pipeline.dir.fill_template(|place| self.value(place, None), plain_text);
        self.project.folder.join(dir.unwrap_or_default())
    }

    /// What is submitted for it.
    pub(crate) fn work(&self) -> Option<JobRequest> {
        self.pipeline.task.as_ref().and_then(|task| self.task(task))
    }

    /// What is submitted to go on from where its last job came to.
    pub(crate) fn rescue_work(&self) -> Option<JobRequest> {
        let rescue = self.pipeline.rescue.as_ref()?;
        match &rescue.task {
            Some(task) => self.task(task),
            None => self.work(),
        }
    }

    /// What is submitted after it is complete. Its output is beside that of the job.
    pub(crate) fn process_work(&self) -> Option<JobRequest> {
        let mut work = self.task(&self.pipeline.process.as_ref()?.task)?;
        if let Some(output) = &mut work.output {
            let mut name = OsString::from("post-");
            name.push(output.file_name().unwrap_or_default());
            output.set_file_name(name);
        }
        Some(work)
    }

    /// Where its post-processing is submitted to.
    pub(crate) fn process_scheduler(&self) -> &'a str {
        let of_process = |process: &'a ProcessingStep| process.scheduler.as_deref();
        let own = &*self.analysis.new.scheduler;
        self.pipeline.process.as_ref().and_then(of_process).unwrap_or(own)
    }

    pub(crate) fn has_process(&self) -> bool {
        self.pipeline.process.is_some()
    }

    pub(crate) fn has_upload(&self) -> bool {
        self.pipeline.upload.is_some()
    }

    /// How its completion is seen.
    pub(crate) fn complete(&self) -> Option<EvidencePatterns> {
        self.signs(&self.pipeline.complete)
    }

    /// How is seen that its post-processing has ended well.
    pub(crate) fn processed(&self) -> Option<EvidencePatterns> {
        self.signs(&self.pipeline.process.as_ref()?.complete)
    }

    /// How many rescues its pipeline allows, if it says so, and when there is something to go on
    /// from; `None` if it cannot be rescued.
    pub(crate) fn rescuable(&self) -> Option<(Option<u32>, Option<EvidencePatterns>)> {
        let rescue = self.pipeline.rescue.as_ref()?;
        Some((rescue.limit, self.signs(&rescue.when)))
    }

    /// The command that uploads its results.
    pub(crate) fn upload(&self) -> Option<MemberLine> {
        let upload = self.pipeline.upload.as_ref()?;
        self.line(&upload.command, upload.timeout.or(Some(self.project.limits.command * 10)))
    }

    /// What its commands and jobs find in their environment.
    pub(crate) fn env(&self) -> Vec<(String, String)> {
        let dir = self.dir();
        let own = [
            ("MONITOR_PROJECT", "project"),
            ("MONITOR_ANALYSIS", "key"),
            ("MONITOR_SUBJECT", "subject"),
            ("MONITOR_NAME", "name"),
            ("MONITOR_TAG", "tag"),
        ];
        let own = own.into_iter().filter_map(|(name, place)| {
            Some((name.to_owned(), self.value(place, Some(&dir))?.into_owned()))
        });
        let given = self.pipeline.env.iter().filter_map(|(name, value)| {
            Some((
                name.clone(),
                value.fill_template(|place| self.value(place, Some(&dir)), plain_text)?,
            ))
        });
        own.chain(given).collect()
    }

    fn task(&self, task: &PipelineTask) -> Option<JobRequest> {
        let dir = self.dir();
        let fill = |template: &super::template::PathTemplate| {
            template.fill_template(|place| self.value(place, Some(&dir)), plain_text)
        };
        let mut work = match &task.what {
            TaskProgram::Command(command) => JobRequest::command(self.words(command, &dir)?, &dir),
            TaskProgram::File(file) => JobRequest::file(dir.join(fill(file)?), &dir),
        };
        for (name, value) in self.env() {
            work = work.env(name, value);
        }
        if let Some(output) = &self.pipeline.output {
            work = work.output(dir.join(fill(output)?));
        }
        let options: Option<Vec<String>> = task.options.iter().map(fill).collect();
        Some(work.options(options?))
    }

    fn signs(&self, evidence: &EvidenceRule) -> Option<EvidencePatterns> {
        if evidence.is_by_exit_code() {
            return Some(EvidencePatterns::default());
        }
        let dir = self.dir();
        let root = glob::Pattern::escape(&dir.to_string_lossy());
        let files = evidence.files.iter().map(|file| {
            let value = |place: &str| self.value(place, Some(&dir));
            let file = file.fill_template(value, |value| Some(glob::Pattern::escape(value)))?;
            let is_whole = Path::new(&file).is_absolute();
            Some(if is_whole { file } else { format!("{root}/{file}") })
        });
        let command = match &evidence.command {
            Some(command) => Some(self.line(command, evidence.timeout)?),
            None => None,
        };
        Some(EvidencePatterns { files: files.collect::<Option<_>>()?, command })
    }

    fn line(&self, command: &PipelineCommand, timeout: Option<Duration>) -> Option<MemberLine> {
        let words = self.words(command, &self.dir())?;
        Some(MemberLine { words, timeout: timeout.unwrap_or(self.project.limits.command) })
    }

    fn words(&self, command: &PipelineCommand, dir: &Path) -> Option<Vec<OsString>> {
        let value = |place: &str| self.value(place, Some(dir));
        match command {
            PipelineCommand::Words(words) => words
                .iter()
                .map(|word| word.fill_template(value, plain_text).map(OsString::from))
                .collect(),
            PipelineCommand::Line(line) => {
                let quoted = |value: &str| shlex::try_quote(value).ok().map(Cow::into_owned);
                let line = line.fill_template(value, quoted)?;
                Some(["sh", "-c", line.as_str()].map(OsString::from).into())
            }
        }
    }

    /// The value of a place; `{dir}` is that of the folder, once it is known.
    fn value<'v>(&'v self, place: &str, dir: Option<&'v Path>) -> Option<Cow<'v, str>> {
        let new = &self.analysis.new;
        let known = match place {
            "key" => new.key.as_str(),
            "subject" => new.key.subject(),
            "name" => new.key.name(),
            "pipeline" => &self.pipeline.name,
            "scheduler" => &new.scheduler,
            "tag" => self.tag,
            "number" => self.tag.rsplit_once(':').map_or("0", |(_, number)| number),
            "project" => return self.project.folder.to_str().map(Cow::Borrowed),
            "dir" => return dir?.to_str().map(Cow::Borrowed),
            other => {
                let of_subject = self.project.subjects.get(new.key.subject());
                let found = self.analysis.variables.get(other);
                let found = found.or_else(|| of_subject?.get(other));
                found.or_else(|| self.pipeline.variables.get(other))?
            }
        };
        Some(Cow::Borrowed(known))
    }
}

fn plain_text(value: &str) -> Option<String> {
    Some(value.to_owned())
}
