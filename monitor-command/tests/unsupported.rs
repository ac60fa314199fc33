//! The binary on a system where no command can be run: what needs that says so, and the rest works.
//! On Linux: `RUSTFLAGS="--cfg monitor_unsupported" cargo test -p monitor-command --test
//! unsupported`.
#![cfg(not(all(target_os = "linux", not(monitor_unsupported))))]
#![expect(clippy::unwrap_used, reason = "what a test cannot set up, it cannot test")]

use std::path::Path;
use std::process::Command;

fn monitor(dir: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_monitor"));
    let output = command.current_dir(dir).args(words).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn what_runs_or_watches_a_command_names_the_systems_that_it_needs() {
    for (words, code) in [
        (&["exec", "--report", "x.html", "--", "true"][..], 125),
        (&["run", "--name", "night", "--", "make", "-j4"], 125),
        (&["attach", "1"], 1),
    ] {
        let (ended, out, err) = monitor(Path::new("/"), words);
        assert_eq!((ended, out.as_str()), (Some(code), ""), "{words:?}: {err}");
        assert!(err.contains("it supports Linux on x86-64 and arm64"), "{words:?}: {err}");
    }
}

#[test]
fn projects_and_runs_are_read_and_schedulers_asked() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("unsupported");
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).unwrap();
    assert_eq!(monitor(&dir, &["project", "init"]).0, Some(0));
    let (code, out, err) = monitor(&dir, &["project", "cycle", "--dry-run"]);
    assert!(code == Some(0) && out.contains("GW150914/hello"), "{out}{err}");
    assert_eq!(monitor(&dir, &["runs", "."]).0, Some(0));
    let slurm = "[schedulers.slurm]\nkind = \"slurm\"\n[pipelines.p]\nrun = [\"true\"]\n\
                 [analyses.\"a/b\"]\npipeline = \"p\"\nscheduler = \"slurm\"\n";
    std::fs::write(dir.join("project.toml"), slurm).unwrap();
    let tools = dir.join("tools");
    std::fs::create_dir(&tools).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_monitor"));
    command.current_dir(&dir).args(["project", "cycle"]).env("PATH", &tools);
    let said = String::from_utf8(command.output().unwrap().stderr).unwrap();
    assert!(said.contains("sbatch was not found"), "{said}");
}
