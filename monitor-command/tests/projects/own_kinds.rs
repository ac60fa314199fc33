//! Kinds of schedulers that a host registers beside those of the crate.

use std::fs;
use std::path::Path;

use monitor_core::Timestamp;
use monitor_host::cycle::CycleEngine;
use monitor_host::project::{AnalysisAddition, Project};
use monitor_host::scheduler::SchedulerRegistry;
use monitor_state::{AnalysisFilter, AnalysisState, JobState};

use crate::place::{monitor, project};
use crate::scripted::Scripted;

/// The settings of the kind `pbs`.
#[derive(serde::Deserialize)]
struct PbsSettings {
    queue: String,
    nodes: Option<u32>,
}

const FILE: &str = "[schedulers.cluster]\nkind = \"pbs\"\nqueue = \"long\"\n[pipelines.fit]\nrun = \"fit\"\n[analyses.\"a/b\"]\npipeline = \"fit\"\n";

/// The kinds of the crate and `pbs`, whose jobs are in the world of `pbs`.
fn registry(pbs: &Scripted) -> SchedulerRegistry {
    let pbs = pbs.clone();
    SchedulerRegistry::built_in().kind("pbs", move |context, settings: &PbsSettings| {
        assert_eq!((settings.queue.as_str(), settings.nodes), ("long", None));
        assert!(context.folder().is_absolute() && context.monitor().is_absolute());
        Ok(Box::new(pbs.named(context.name())))
    })
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_secs(1_700_000_000 + minute * 60)
}

#[test]
fn a_kind_of_the_host_runs_the_jobs_of_a_cycle() {
    let dir = project("own-kind", FILE);
    let pbs = Scripted::default();
    let engine = CycleEngine::with_registry(&dir, registry(&pbs)).unwrap();
    engine.cycle(AnalysisFilter::all(), at(0)).unwrap();
    assert_eq!(pbs.world().jobs.len(), 1);
    pbs.all(JobState::Running);
    engine.cycle(AnalysisFilter::all(), at(1)).unwrap();
    let ledger = engine.ledger(at(1)).unwrap();
    assert_eq!(ledger.state("a/b"), Some(AnalysisState::Running));

    let more = AnalysisAddition { key: "a/c".to_owned(), ..AnalysisAddition::default() };
    Project::add_with(&dir, std::slice::from_ref(&more), &registry(&pbs)).unwrap();
    assert!(Project::add(&dir, &[more]).is_err(), "without the registry the kind is unknown");
    engine.cycle(AnalysisFilter::all(), at(2)).unwrap();
    assert_eq!(pbs.world().jobs.len(), 2, "a changed file is read with the same kinds");
}

/// What a registry with `pbs` says of a file.
fn refused(text: &str) -> String {
    let registry = registry(&Scripted::default());
    let error = Project::parse_with(Path::new("/o4"), text, &registry).unwrap_err();
    error.to_string().trim_start_matches("/o4/project.toml:").to_owned()
}

#[test]
fn a_fault_in_the_table_of_an_own_kind_is_told_with_its_line() {
    for (table, words) in [
        (
            "kind = \"sge\"",
            "2: unknown variant `sge`, expected one of `local`, `slurm`, `htcondor`, `pbs`",
        ),
        (
            "",
            "1: scheduler \"x\" needs a kind: kind = \"local\", \"slurm\", \"htcondor\" or \"pbs\"",
        ),
        ("kind = \"pbs\"", "1: missing field `queue`"),
        ("kind = \"pbs\"\nqueue = 7", "3: invalid type: integer `7`, expected a string"),
        (
            "kind = \"pbs\"\nqueue = \"long\"\nlanes = \"long\"",
            "4: unknown field `lanes`, expected one of `kind`, `commands_in`, `env`, `timeout`, \
             `everyone`, `schedd`, `pool`, `slots`, `queue`, `nodes`",
        ),
        (
            "kind = \"pbs\"\nqueue = \"long\"\nslots = 2",
            "1: slots means nothing to this kind of scheduler",
        ),
        ("kind = \"slurm\"\nqueue = \"long\"", "1: queue means nothing to this kind of scheduler"),
    ] {
        let said = refused(&format!("[schedulers.x]\n{table}\n"));
        assert_eq!(said, words, "{table}");
    }
}

#[test]
fn the_program_knows_its_own_kinds_only() {
    let dir = project("own-kind-refused", FILE);
    let (code, _, err) = monitor(&dir, &["project", "cycle"]);
    assert_eq!(code, Some(1));
    let words = "unknown variant `pbs`, expected one of `local`, `slurm`, `htcondor`";
    assert!(err.contains(words), "{err}");
    assert!(!fs::exists(dir.join("ledger.sqlite")).unwrap());
}

#[test]
fn what_the_kinds_of_the_crate_refuse_is_as_it_was() {
    for (table, words) in [
        (
            "[schedulers.sge]",
            "1: scheduler \"sge\" needs a kind: kind = \"local\", \"slurm\" or \"htcondor\"",
        ),
        (
            "[schedulers.slurm]\nqueue = 1",
            "2: unknown field `queue`, expected one of `kind`, `commands_in`, `env`, `timeout`, \
             `everyone`, `schedd`, `pool`, `slots`",
        ),
        ("[schedulers.slurm]\nslots = 2", "1: slots means nothing to this kind of scheduler"),
        ("[schedulers.local]\nenv = { a = 1 }", "1: env means nothing to this kind of scheduler"),
        ("[schedulers]\nslurm = 7", "2: invalid type: integer `7`, expected struct SchedulerTable"),
        (
            "colour = 1",
            "1: unknown field `colour`, expected one of `name`, `machine`, `policy`, `limits`, \
             `schedulers`, `pipelines`, `subjects`, `analyses`",
        ),
    ] {
        let error = Project::parse(Path::new("/o4"), table).unwrap_err();
        assert_eq!(error.to_string(), format!("/o4/project.toml:{words}"), "{table}");
    }
    for accepted in [
        "[schedulers.local]\nenv = {}",
        "[schedulers.condor]",
        "[schedulers.x]\nkind = \"slurm\"\nenv = { a = 1, b = \"c\" }\ntimeout = \"30 s\"",
    ] {
        assert!(Project::parse(Path::new("/o4"), accepted).is_ok(), "{accepted}");
    }
}
