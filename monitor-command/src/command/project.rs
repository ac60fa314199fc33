//! `monitor project`: makes a project, puts analyses into its file, and looks after them.

mod active;
mod cycle;
mod cycle_text;
mod folder;
mod machine;
mod set;
mod status;
mod watch;
mod why;

use std::path::PathBuf;
use std::process::ExitCode;

use crate::error::Error;
use clap::{Args, Subcommand};
use monitor_host::project::{Addition, PROJECT_FILE, Project};

use crate::command::project::folder::InProject;
use crate::output::print;

/// Create a project and manage its analyses.
#[derive(Debug, Args)]
pub(crate) struct ProjectCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Init(Init),
    Add(Box<Add>),
    Import(Import),
    Cycle(cycle::Cycle),
    Watch(watch::Watch),
    Status(status::Status),
    Active(active::Active),
    Why(why::Why),
    Set(set::Set),
    Machine(machine::Machine),
}

/// Create a project.toml with commented examples.
#[derive(Debug, Args)]
struct Init {
    /// The folder; it is created if missing.
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The name of the project [default: the name of the folder].
    #[arg(long)]
    name: Option<String>,
}

/// Add an analysis to project.toml, keeping comments and formatting.
///
/// The next cycle takes it up.
#[derive(Debug, Args)]
struct Add {
    /// The key of the analysis: subject/name, or project_analyses/name.
    key: String,
    /// The pipeline to run [default: the only pipeline].
    #[arg(long, value_name = "P")]
    pipeline: Option<String>,
    /// An analysis that must complete first: a key, or a name within the same subject.
    #[arg(long, value_name = "KEY")]
    needs: Vec<String>,
    /// The scheduler for its jobs.
    #[arg(long, value_name = "S")]
    scheduler: Option<String>,
    /// The initial state.
    #[arg(long, value_name = "WORD")]
    state: Option<String>,
    /// A variable for the templates of the pipeline.
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = variable)]
    variables: Vec<(String, String)>,
    #[command(flatten)]
    at: InProject,
}

/// Import the analyses of an asimov project, or rows of a Monitor ledger.
///
/// They are put into the project's file, with their states and jobs, and so are the subjects and
/// pipelines that it does not describe yet. What is there already is left as it is.
#[derive(Debug, Args)]
struct Import {
    /// The ledger.yml of an asimov project, or a JSON array or JSON lines of rows.
    file: PathBuf,
    /// The scheduler of the jobs of asimov.
    #[arg(long, value_name = "S")]
    scheduler: Option<String>,
    #[command(flatten)]
    at: InProject,
}

impl ProjectCommand {
    /// Does what is asked for.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        match self.what {
            What::Init(init) => {
                let file = Project::init(&init.dir, init.name.as_deref())?;
                print::result(|out| writeln!(out, "{}", file.display()))?;
                print::note(
                    "say in it what is to be run; then `monitor project cycle --dry-run` says what would be \
                     done, and `monitor project cycle` does it",
                );
            }
            What::Add(add) => {
                let folder = add.at.folder()?;
                let addition = Addition {
                    key: add.key,
                    pipeline: add.pipeline,
                    needs: add.needs,
                    scheduler: add.scheduler,
                    state: add.state,
                    variables: add.variables,
                    job: None,
                };
                Project::add(&folder, &[addition])?;
                print::note(format_args!("added to {}", folder.join(PROJECT_FILE).display()));
            }
            What::Import(import) => {
                let folder = import.at.folder()?;
                let done = Project::import(&folder, &import.file, import.scheduler.as_deref())?;
                print::result(|out| {
                    done.added.iter().try_for_each(|key| writeln!(out, "+ {key}"))
                })?;
                for note in &done.notes {
                    print::note(note);
                }
                print::note(format_args!(
                    "{} added to {}, {} were there",
                    done.added.len(),
                    folder.join(PROJECT_FILE).display(),
                    done.there.len()
                ));
            }
            What::Cycle(command) => return command.run(),
            What::Watch(command) => return command.run(),
            What::Status(command) => return command.run(),
            What::Active(command) => return command.run(),
            What::Why(command) => return command.run(),
            What::Set(command) => return command.run(),
            What::Machine(command) => return command.run(),
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn variable(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("it is NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}
