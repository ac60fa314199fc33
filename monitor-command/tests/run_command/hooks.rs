//! Commands that are run when something becomes of a run.

use std::fs;

use crate::place::Place;

#[test]
fn hooks_are_told_what_became_of_the_run() {
    let place = Place::new("told");
    let told = place.dir.join("told");
    let tell = |word: &str| {
        format!(
            "echo {word} $MONITOR_RUN $MONITOR_STATE $MONITOR_EXIT_CODE \"$MONITOR_REASON\" >> {}; \
             grep -c '\"status\": \"error\"' $MONITOR_STATUS_FILE >> {0}; echo noise",
            told.display()
        )
    };
    let options = ["--on-end", &tell("end"), "--on-crash", &tell("crash")];
    let output = place.run(&options, &["sh", "-c", "echo out; exit 4"]);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(4), &b"out\n"[..]));
    let told_text = fs::read_to_string(&told).unwrap();
    assert_eq!(told_text, "crash t error 4 exit code 4\n1\nend t error 4 exit code 4\n1\n");

    fs::remove_file(&told).unwrap();
    assert!(place.run(&options, &["true"]).status.success());
    assert_eq!(fs::read_to_string(&told).unwrap(), "end t completed 0 exit code 0\n0\n");
}

#[test]
fn a_hook_that_hangs_is_stopped_and_does_not_change_the_exit_code() {
    let place = Place::new("hangs");
    let options = ["--on-end", "sleep 60", "--hook-timeout-s", "1"];
    let output = place.run(&options, &["sh", "-c", "exit 5"]);
    assert_eq!(output.status.code(), Some(5));
    assert!(String::from_utf8_lossy(&output.stderr).contains("sleep 60"));
}

#[test]
fn a_program_that_falls_silent_is_called_stalled_once() {
    let place = Place::new("stalled");
    let fifo = place.dir.join("fifo");
    nix::unistd::mkfifo(&fifo, nix::sys::stat::Mode::S_IRWXU).unwrap();
    // The program ends when the hook has run.
    let hook = format!("echo $MONITOR_STATE \"$MONITOR_REASON\" > {}", fifo.display());
    let script = format!("echo begun; read x < {}; echo \"$x\"", fifo.display());
    let output = place.run(&["--stall-s", "1", "--on-stall", &hook], &["sh", "-c", &script]);
    assert!(output.stdout.starts_with(b"begun\nstalled no output for "), "{output:?}");
    assert!(place.log().contains("WARNING - no output for "));
}
