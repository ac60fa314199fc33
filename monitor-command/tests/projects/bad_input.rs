//! What a project's file, its commands and its ledger can have wrong.

use std::fs;
use std::time::{Duration, Instant};

use crate::place::{
    QUICK, command, cycle_until, empty_dir, everything, monitor, project, said, status,
};

const FIT: &str = "[pipelines.fit]\nrun = \"true\"\n";

/// What `monitor project status` says of a file.
fn refused(file: &str) -> String {
    let dir = project("refused", file);
    let (code, _, err) = monitor(&dir, &["project", "cycle"]);
    assert_eq!(code, Some(1), "{file}: {err}");
    assert!(!dir.join("ledger.sqlite").exists(), "a file with a fault begins nothing");
    err.trim().rsplit_once("project.toml:").unwrap().1.to_owned()
}

#[test]
fn a_fault_of_the_file_is_told_with_its_line() {
    // The first two lines are those that every project of these tests has.
    for (file, line, words) in [
        ("[pipelines.fit]\nrun = \"x\"\nstart = \"y\"", 5, "unknown field `start`"),
        ("nonsense", 3, ""),
        ("[pipelines.fit]\nrun = \"x\"\n[pipelines.fit]\nrun = \"y\"", 5, "duplicate key"),
        ("[policy.x]\n", 3, ""),
        ("[pipelines.fit]\nrun = []", 4, "empty"),
        (
            "[pipelines.fit]\nrun = \"{nobody}\"\n[analyses.\"a/b\"]\npipeline = \"fit\"",
            4,
            "{nobody} has no value for a/b",
        ),
        ("[pipelines.fit]\nrun = \"{\"", 4, "brace"),
        (
            "[pipelines.fit]\nscheduler = \"sge\"\nrun = \"x\"",
            4,
            "unknown scheduler \"sge\"; expected local",
        ),
        ("[schedulers.sge]\n", 3, "needs a kind"),
        ("[schedulers.slurm]\nslots = 2", 3, "slots means nothing"),
        ("[analyses.\"a/b\"]\npipeline = \"fit\"", 4, "unknown pipeline \"fit\""),
        ("[limits]\ncommand = \"soon\"", 4, "no length of time"),
        ("machine = \"perpetual\"", 3, "perpetual"),
    ] {
        let said = refused(file);
        assert!(said.starts_with(&format!("{line}: ")) && said.contains(words), "{file}: {said}");
    }
}

#[test]
fn analyses_that_cannot_be_are_told_with_their_line() {
    let of = |analysis: &str| refused(&format!("{FIT}{analysis}"));
    let said = of("[analyses.\"a/b\"]\npipeline = \"fit\"\nstate = \"asleep\"");
    assert!(said.starts_with("7: unknown state \"asleep\"; expected wait, ready"), "{said}");
    let said = of("[analyses.\"a/b\"]\npipeline = \"fit\"\n[analyses.\"a/b\"]\npipeline = \"fit\"");
    assert!(said.starts_with("7: duplicate key"), "{said}");
    let said = of("[analyses.\"a/b\"]\npipeline = \"fit\"\nneeds = [\"c\"]");
    assert!(said.starts_with("7: analysis \"a/c\" not found"), "{said}");
    let said = of(
        "[analyses.\"a/b\"]\npipeline=\"fit\"\nneeds=[\"c\"]\n[analyses.\"a/c\"]\npipeline=\"fit\"\nneeds=[\"b\"]",
    );
    assert!(said.contains("dependency cycle: a/"), "{said}");
    for key in ["plain", "a/b/c", "a/", "/b", "a/..", "a/b\\u0007"] {
        let said = of(&format!("[analyses.\"{key}\"]\npipeline = \"fit\""));
        assert!(said.starts_with("5: ") && said.contains("invalid analysis key"), "{key}: {said}");
    }
    let said = of("[subjects.a]\n[analyses.\"b/c\"]\npipeline = \"fit\"");
    assert!(said.starts_with("6: unknown subject \"b\""), "{said}");
}

#[test]
fn bytes_that_are_no_text_are_told_with_their_line() {
    let dir = project("bytes", FIT);
    let mut bytes = fs::read(dir.join("project.toml")).unwrap();
    bytes.extend(b"# \xff\n");
    fs::write(dir.join("project.toml"), bytes).unwrap();
    let (code, _, err) = monitor(&dir, &["project", "status"]);
    assert_eq!(code, Some(1));
    assert!(err.trim().ends_with("project.toml:5: this is not UTF-8"), "{err}");
}

#[test]
fn without_a_project_it_is_said_how_to_make_one() {
    let dir = std::env::temp_dir();
    let (code, _, err) = monitor(&dir, &["project", "cycle"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("create one with `monitor project init`"), "{err}");
}

#[test]
fn a_file_of_a_hundred_thousand_lines_is_fine() {
    let mut file = String::from(FIT);
    for number in 0..50_000 {
        file.push_str(&format!("[analyses.\"s{}/a{number}\"]\npipeline = \"fit\"\n", number % 100));
    }
    let dir = project("large", &format!("policy.max_actions = 1\n{file}"));
    said(&dir, &["project", "cycle"]);
    assert_eq!(status(&dir).len(), 50_000);
    fs::write(dir.join("project.toml"), format!("{QUICK}{file}state = 7\n")).unwrap();
    let (_, _, err) = monitor(&dir, &["project", "cycle"]);
    assert!(err.contains("project.toml:100005: invalid type: integer"), "{err}");
}

#[test]
fn a_command_that_hangs_or_is_not_there_is_no_answer() {
    for (name, asked) in [("hangs", "sleep 600"), ("missing", "no-such-command-anywhere")] {
        let file = format!(
            "limits.command = \"200 ms\"\n{FIT}complete.command = [{}]\n[analyses.\"a/b\"]\npipeline = \"fit\"\n",
            asked.split(' ').map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
        );
        let dir = project(name, &file);
        let until = Instant::now() + Duration::from_secs(60);
        let told = loop {
            let (code, _, err) = monitor(&dir, &["project", "cycle"]);
            assert_eq!(code, Some(0));
            if !err.is_empty() {
                break err;
            }
            assert!(Instant::now() < until);
        };
        assert!(told.contains("a/b: "), "{told}");
        assert!(["queued", "running"].contains(&&*status(&dir)["a/b"]), "it is asked again");
    }
}

#[test]
fn what_cannot_be_run_is_told_and_left_for_a_person() {
    let file = "[pipelines.fit]\nrun = [\"no-such-command-anywhere\"]\n[analyses.\"a/b\"]\npipeline = \"fit\"\n[pipelines.none]\n[analyses.\"a/c\"]\npipeline = \"none\"\nstate = \"ready\"\n";
    let dir = project("unrunnable", file);
    let (_, _, err) = monitor(&dir, &["project", "cycle"]);
    assert!(
        err.contains("a/c: project.toml refuses submitting: pipeline none says nothing"),
        "{err}"
    );
    let states = cycle_until(&dir, &["failed", "stuck", "ready"]);
    assert_eq!(states["a/c"], "ready");
    assert_ne!(states["a/b"], "ready");
}

#[test]
fn two_cycles_at_once_are_one_after_the_other() {
    let file = format!("{FIT}[analyses.\"a/b\"]\npipeline = \"fit\"\n");
    let dir = project("two", &file);
    said(&dir, &["project", "cycle"]);
    let store = monitor_host::store::SqliteLedgerStore::open(
        dir.join("ledger.sqlite"),
        monitor_host::store::IfHeld::Refuse,
        monitor_host::store::StoreLimits::default(),
    );
    let (code, _, err) = monitor(&dir, &["project", "cycle", "--wait-s", "0"]);
    assert_eq!(code, Some(75), "{err}");
    assert!(err.contains("is being written by another process"), "{err}");
    assert_eq!(monitor(&dir, &["project", "set", "a/b", "wait", "--wait-s", "0"]).0, Some(75));
    assert!(said(&dir, &["project", "status"]).contains("a/b"), "who only looks waits for nobody");
    drop(store.unwrap());
    let mut both: Vec<_> =
        (0..2).map(|_| command(&dir, &["project", "cycle"]).spawn().unwrap()).collect();
    assert!(both.iter_mut().all(|child| child.wait().unwrap().success()));
}

#[test]
fn what_is_gone_from_the_file_is_told_and_nothing_is_lost() {
    let two = format!(
        "{FIT}[analyses.\"a/b\"]\npipeline = \"fit\"\n[analyses.\"a/c\"]\npipeline = \"fit\"\nstate = \"wait\"\n"
    );
    let dir = project("gone", &two);
    said(&dir, &["project", "cycle"]);
    fs::write(dir.join("project.toml"), format!("{QUICK}{FIT}")).unwrap();
    let (_, _, err) = monitor(&dir, &["project", "cycle"]);
    assert!(
        err.contains("not in the project's file any more") && err.contains("a/b, a/c"),
        "{err}"
    );
    said(&dir, &["project", "set", "a/c", "ready"]);
    said(&dir, &["project", "cycle"]);
    assert_eq!(status(&dir)["a/c"], "ready", "nothing is submitted for it");
    fs::write(dir.join("project.toml"), format!("{QUICK}{two}")).unwrap();
    cycle_until(&dir, &["complete"]);
}

#[test]
fn a_cycle_that_was_killed_before_its_ledger_had_anything_in_it_is_as_none() {
    let file = format!("{FIT}[analyses.\"a/b\"]\npipeline = \"fit\"\n");
    let dir = project("empty-ledger", &file);
    fs::write(dir.join("ledger.sqlite"), "").unwrap();
    assert_eq!(status(&dir)["a/b"], "ready");
    cycle_until(&dir, &["complete"]);
}

#[test]
fn a_ledger_that_is_none_or_of_a_full_disk_is_an_error_and_nothing_is_begun() {
    let file = format!("{FIT}[analyses.\"a/b\"]\npipeline = \"fit\"\n");
    let dir = project("no-ledger", &file);
    fs::write(dir.join("ledger.sqlite"), "this is no database, and long enough to be seen as none")
        .unwrap();
    let before = everything(&dir);
    let (code, _, err) = monitor(&dir, &["project", "status"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("is not a ledger"), "{err}");
    assert_eq!(monitor(&dir, &["project", "cycle"]).0, Some(1));
    assert!(!dir.join(".jobs").exists(), "{before:?}");
    drop(empty_dir("no-ledger"));
}
