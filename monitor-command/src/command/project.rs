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
use monitor_host::project::{AnalysisAddition, PROJECT_FILE, Project};

use crate::command::project::folder::ProjectOption;
use crate::output::print;

/// Create a project and manage its analyses.
#[derive(Debug, Args)]
pub(crate) struct ProjectArgs {
    #[command(subcommand)]
    what: ProjectSubcommand,
}

#[derive(Debug, Subcommand)]
enum ProjectSubcommand {
    Init(InitArgs),
    Add(Box<AddArgs>),
    Import(ImportArgs),
    Cycle(cycle::CycleArgs),
    Watch(watch::WatchArgs),
    Status(status::StatusArgs),
    Active(active::ActiveArgs),
    Why(why::WhyArgs),
    Set(set::SetArgs),
    Machine(machine::MachineArgs),
}

/// Create a project.toml with commented examples.
#[derive(Debug, Args)]
struct InitArgs {
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
struct AddArgs {
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
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = parse_variable)]
    variables: Vec<(String, String)>,
    #[command(flatten)]
    at: ProjectOption,
}

/// Import the analyses of an asimov project, or rows of a Monitor ledger.
///
/// They are put into the project's file, with their states and jobs, and so are the subjects and
/// pipelines that it does not describe yet. What is there already is left as it is.
#[derive(Debug, Args)]
struct ImportArgs {
    /// The ledger.yml of an asimov project, or a JSON array or JSON lines of rows.
    file: PathBuf,
    /// The scheduler of the jobs of asimov.
    #[arg(long, value_name = "S")]
    scheduler: Option<String>,
    #[command(flatten)]
    at: ProjectOption,
}

impl ProjectArgs {
    /// Does what is asked for.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        match self.what {
            ProjectSubcommand::Init(init) => {
                let file = Project::init(&init.dir, init.name.as_deref())?;
                print::write_result(|out| writeln!(out, "{}", file.display()))?;
                print::write_note(
                    "say in it what is to be run; then `monitor project cycle --dry-run` says what would be \
                     done, and `monitor project cycle` does it",
                );
            }
            ProjectSubcommand::Add(add) => {
                let folder = add.at.find_folder()?;
                let addition = AnalysisAddition {
                    key: add.key,
                    pipeline: add.pipeline,
                    needs: add.needs,
                    scheduler: add.scheduler,
                    state: add.state,
                    variables: add.variables,
                    job: None,
                };
                Project::add(&folder, &[addition])?;
                print::write_note(format_args!("added to {}", folder.join(PROJECT_FILE).display()));
            }
            ProjectSubcommand::Import(import) => {
                let folder = import.at.find_folder()?;
                let done = Project::import(&folder, &import.file, import.scheduler.as_deref())?;
                print::write_result(|out| {
                    done.added.iter().try_for_each(|key| writeln!(out, "+ {key}"))
                })?;
                for note in &done.notes {
                    print::write_note(note);
                }
                print::write_note(format_args!(
                    "{} added to {}, {} were there",
                    done.added.len(),
                    folder.join(PROJECT_FILE).display(),
                    done.there.len()
                ));
            }
            ProjectSubcommand::Cycle(command) => return command.run(),
            ProjectSubcommand::Watch(command) => return command.run(),
            ProjectSubcommand::Status(command) => return command.run(),
            ProjectSubcommand::Active(command) => return command.run(),
            ProjectSubcommand::Why(command) => return command.run(),
            ProjectSubcommand::Set(command) => return command.run(),
            ProjectSubcommand::Machine(command) => return command.run(),
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn parse_variable(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("it is NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}
