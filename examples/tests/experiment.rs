//! The experiment as its users meet it: it runs through, and it is killed and started again.

#![expect(clippy::unwrap_used, reason = "what a test cannot set up, it cannot test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use monitor_core::Timestamp;
use monitor_host::RunSource;
use monitor_run::{Liveness, RunState};

fn empty_dir(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if path.exists() {
        fs::remove_dir_all(&path).unwrap();
    }
    path
}

fn experiment(base: &Path, point_ms: u32) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_experiment"));
    command.arg("--base").arg(base).args(["--point-ms", &point_ms.to_string()]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn ended_well(output: &Output) {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// All numbers are found, and every point was measured once.
fn is_whole(base: &Path) {
    let source = RunSource::new(base);
    let status = source.status("autocalibration").unwrap();
    assert_eq!((&status.status, status.progress_percent), (&RunState::Completed, 100.0));
    let results = status.extra["results"].as_object().unwrap();
    let near = |name: &str, truth: f64, by: f64| {
        let found = results[name].as_f64().unwrap();
        assert!((found - truth).abs() < by, "{name} is {found}");
    };
    near("Resonator Spectroscopy", 749.62, 0.02);
    near("Qubit Spectroscopy", 4.8137, 0.002);
    near("Power Rabi", 0.62, 0.02);
    near("Relaxation", 38.0, 4.0);
    near("Ramsey", 12.5, 2.0);
    let data = base.join("data").join(&status.run_id);
    let lines = |file: &str| fs::read_to_string(data.join(file)).unwrap().lines().count();
    assert_eq!(lines("resonator_spectroscopy.csv"), 50);
    assert_eq!(lines("qubit_spectroscopy.csv"), 50);
    assert_eq!(lines("ramsey.csv"), 20);
    let plots = source.plots("autocalibration").unwrap();
    assert_eq!(plots.len(), 5);
    let plot = source.plot("autocalibration", &plots[4].file).unwrap();
    assert!(plot.starts_with(b"<svg xmlns=") && plot.ends_with(b"</svg>\n"));
}

#[test]
fn it_finds_all_numbers_and_says_where_they_are() {
    let base = empty_dir("experiment-whole");
    let output = experiment(&base, 0).output().unwrap();
    ended_well(&output);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(Path::new(said.trim()).is_file(), "{said}");
    let shown = String::from_utf8(output.stderr).unwrap();
    assert!(shown.contains("STEP 3 of 5 - Power Rabi"), "{shown}");
    is_whole(&base);
}

/// Waits until it is in the middle of its second routine.
fn wait_for_the_middle(base: &Path) {
    let source = RunSource::new(base);
    loop {
        let status = source.status("autocalibration");
        let bars = status.map(|status| status.bars).unwrap_or_default();
        let second = bars.iter().find(|bar| bar.desc == "Qubit Spectroscopy");
        if second.is_some_and(|bar| bar.done >= 3) {
            return;
        }
        std::thread::yield_now();
    }
}

#[test]
fn killed_in_the_middle_it_goes_on_and_measures_no_point_twice() {
    let base = empty_dir("experiment-killed");
    let mut child = experiment(&base, 5).spawn().unwrap();
    wait_for_the_middle(&base);
    child.kill().unwrap();
    child.wait().unwrap();
    let source = RunSource::new(&base);
    let (_, liveness) = source.status_and_liveness("autocalibration", Timestamp::now()).unwrap();
    assert!(matches!(liveness, Liveness::Crashed { .. }), "{liveness:?}");

    ended_well(&experiment(&base, 0).output().unwrap());
    is_whole(&base);
    let status = source.status("autocalibration").unwrap();
    assert_eq!(status.attempt, 2);
    let log = fs::read_to_string(source.log_path("autocalibration").unwrap()).unwrap();
    assert!(log.contains("Going on where attempt 1 stopped"), "{log}");
    assert!(log.contains("Resonator Spectroscopy was done before"), "{log}");
}

#[test]
fn a_wrong_argument_is_told() {
    let output = experiment(&empty_dir("experiment-wrong"), 0).arg("--bass").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said, "experiment: unknown argument `--bass`; --help shows what there is\n");
}
