//! Bars of programs as bars of their run.

use monitor_run::BarState;

use crate::place::Place;

/// Name, done, total, whether it has ended.
fn bars(place: &Place) -> Vec<(String, u64, Option<u64>, bool)> {
    let bars = place.status().bars.into_iter();
    bars.map(|bar| (bar.desc, bar.done, bar.total, bar.state == BarState::Ended)).collect()
}

#[test]
fn a_bar_that_is_drawn_is_a_bar_of_the_run_and_no_line_of_its_log() {
    let place = Place::new("drawn");
    let script = r#"
        for n in 0 1 2 3 4; do printf '\rfit: %3d%%|###   | %d/4 [00:01<00:02, 2.0it/s]' $((n*25)) $n >&2; done
        echo >&2; echo done"#;
    assert_eq!(place.shell(script).status.code(), Some(0));
    assert_eq!(bars(&place), [("fit".to_owned(), 4, Some(4), true)]);
    assert_eq!(place.status().bars[0].unit.as_deref(), Some("it"));
    assert_eq!(place.status().progress_percent, 100.0);
    let log = place.log();
    assert_eq!(log.lines().count(), 2, "{log}");
}

#[test]
fn an_unfinished_bar_stays_where_it_was_when_the_program_failed() {
    let place = Place::new("unfinished");
    let script = r"printf '\rfit:   0%%|      | 0/4 [00:00<?]\rfit:  50%%|###   | 2/4 [00:01<00:01]\n'; exit 1";
    assert_eq!(place.shell(script).status.code(), Some(1));
    assert_eq!(bars(&place), [("fit".to_owned(), 2, Some(4), true)]);
    assert_eq!(place.status().progress_percent, 50.0);
}

#[test]
fn an_inner_bar_begins_again_and_bars_without_a_name_have_the_programs() {
    let place = Place::new("inner");
    let script = r"
        for o in 1 2; do
            for i in 1 2 3; do printf '\rin: |#     | %d/3 [00:00<00:00]' $i; done
        done
        printf '\r\033[K'
        for i in 1 2; do printf '\r|#     | %d/2 [00:00<00:00]' $i; done; echo";
    assert_eq!(place.shell(script).status.code(), Some(0));
    let bars = bars(&place);
    assert_eq!(bars[0], ("in".to_owned(), 3, Some(3), true));
    assert_eq!(place.status().bars[0].round, 1);
    assert_eq!(bars[1].0, "sh");
}

#[test]
fn a_bar_is_seen_while_it_stands_still() {
    let place = Place::new("still");
    let script = r"printf '\rfit:   0%%|      | 0/4 [00:00<?]\rfit:  50%%|###   | 2/4 [00:01<00:01]'; read x";
    let mut command = place.command(&[], &["sh", "-c", script]);
    let mut child = command.stdin(std::process::Stdio::piped()).spawn().unwrap();
    while !std::fs::exists(place.dir.join("status/t_status.json")).unwrap()
        || !bars(&place).iter().any(|bar| bar.1 == 2)
    {
        assert_eq!(child.try_wait().unwrap(), None);
        std::thread::yield_now();
    }
    drop(child.stdin.take());
    child.wait().unwrap();
}

#[test]
fn two_bars_of_indicatif_are_two_bars_of_the_run() {
    let place = Place::new("indicatif");
    let program = env!("CARGO_BIN_EXE_monitor-command-bars");
    assert!(place.run(&["--pty", "always"], &[program]).status.success());
    let mut bars = bars(&place);
    bars.sort_unstable();
    let bar = |name: &str, total| (name.to_owned(), total, Some(total), true);
    assert_eq!(bars, [bar("inner", 8), bar("outer", 4)]);
}
