//! What is seen of lines and bars that are drawn in ways of their own.

use monitor_run::{ConsoleEvent, ConsoleParser, ConsoleParserLimits};

use crate::seen::{add, console, sightings};

fn seen(bytes: &[u8]) -> String {
    sightings(console(None), [bytes])
}

#[test]
fn colours_and_titles_are_left_out_of_lines() {
    assert_eq!(seen(b"\x1b]0;title\x07\x1b[1;31mred\x1b[0m text\r\n"), "line at 17: red text\n");
}

#[test]
fn a_line_that_is_written_over_comes_once_as_it_was_in_the_end() {
    assert_eq!(seen(b"Loading.\rLoading..\rLoading... done\n"), "line at 19: Loading... done\n");
}

#[test]
fn a_table_that_is_drawn_again_and_again_does_not_flood() {
    let frame = |n: u32| format!("\x1b[2A\x1b[2Kitems {n}\n\x1b[2Krate {n}/s\n");
    let frames: String = (0..50).map(frame).collect();
    let seen = seen(format!("items\nrate\n{frames}").as_bytes());
    assert!(seen.lines().count() <= 6, "{seen}");
}

#[test]
fn what_is_not_utf_8_is_replaced_and_the_offsets_stay_true() {
    assert_eq!(
        seen(b"a\xff\xfeb\nc\xe2\x82\nd\n"),
        "line at 0: a��b\nline at 5: c�\nline at 9: d\n"
    );
}

#[test]
fn a_line_without_an_end_comes_at_the_end_and_a_long_one_is_cut() {
    let mut limits = ConsoleParserLimits::default();
    limits.line_columns = 4;
    let seen = sightings(ConsoleParser::new(limits), [b"12345678\nabc".as_slice()]);
    assert_eq!(seen, "line at 0: 1234 (cut)\nline at 9: abc\n");
}

#[test]
fn a_look_reports_a_bar_before_the_next_is_drawn_and_only_once() {
    let mut console = console(None);
    let mut seen = String::new();
    console.feed("\rfit:  50%|██  | 1/2 [00:01<00:01]".as_bytes(), &mut |s| add(&mut seen, s));
    assert_eq!(seen, "");
    console.report_bars(&mut |sighting| add(&mut seen, sighting));
    console.report_bars(&mut |sighting| add(&mut seen, sighting));
    assert_eq!(seen, "bar 1: \"fit\" done 1 of 2 percent 50 elapsed 1 left 1\n");
    console.feed(b"\r", &mut |sighting| add(&mut seen, sighting));
    assert_eq!(seen.lines().count(), 1);
}

#[test]
fn progress_that_is_logged_line_by_line_is_one_bar() {
    let line = |n: u32| format!("fit: {n:2}0%|███  | {n}/10 [00:01<00:02]\n");
    let lines: String = (0..5).map(line).collect();
    let seen = seen(lines.as_bytes());
    assert!(seen.lines().all(|line| line.starts_with("bar 1")), "{seen}");
    assert_eq!(seen.lines().count(), 6);
}

#[test]
fn two_bars_of_one_name_stay_two() {
    let frame = |a: u32, b: u32| format!("\r\x1b[2Kget ━━━━━ {a}%\n\x1b[2Kget ━━━━━ {b}%");
    let frames: String = (1..9).map(|n| format!("{}\x1b[1A", frame(n, 2 * n))).collect();
    let mut last = [0.0; 9];
    let mut console = console(None);
    console.feed(frames.as_bytes(), &mut |sighting| {
        if let ConsoleEvent::Bar(bar) = sighting {
            last[usize::try_from(bar.id.number()).unwrap()] = bar.reading.percent.unwrap();
        }
    });
    let mut shown: Vec<f64> = last.into_iter().filter(|percent| *percent > 0.0).collect();
    shown.sort_by(f64::total_cmp);
    assert_eq!(shown, [8.0, 16.0]);
}

#[test]
fn bars_beyond_the_limit_are_counted_and_not_taken_for_lines() {
    let mut limits = ConsoleParserLimits::default();
    limits.bars = 2;
    let mut console = ConsoleParser::new(limits);
    let row = |n: u32| format!("task {n} ━━━━━━━━ {n}%\n");
    let rows: String = (1..=5).map(row).collect();
    let mut seen = String::new();
    console.feed(rows.as_bytes(), &mut |sighting| add(&mut seen, sighting));
    assert_eq!(seen, "bar 1: \"task 1\" percent 1 unit %\nbar 2: \"task 2\" percent 2 unit %\n");
    assert_eq!((console.counts().bars, console.counts().bars_left_out), (2, 3));
}

#[test]
fn what_an_editor_draws_on_the_other_screen_is_not_seen() {
    let bytes = b"before\n\x1b[?1049h\x1b[Hsecret 50%\nrows\n\x1b[?1049lafter\n";
    assert_eq!(seen(bytes), "line at 0: before\nline at 42: after\n");
}

#[test]
fn lines_after_the_screen_is_cleared_are_lines() {
    let seen = seen(b"one\n\x1b[H\x1b[2Jtwo\nthree\n\x1b[H\x1b[2Jtwo\n");
    let texts: Vec<&str> = seen.lines().map(|line| line.split_once(": ").unwrap().1).collect();
    assert_eq!(texts, ["one", "two", "three", "two"]);
}

#[test]
fn the_bar_of_apt_is_seen_beside_its_lines() {
    let step = |n: u32| {
        format!(
            "Setting up p{n} ...\r\n\x1b7\x1b[30;0f\x1b[42mProgress: [ {n}0%]\x1b[49m [####....] \x1b8"
        )
    };
    let steps: String = (1..6).map(step).collect();
    let seen = sightings(console(Some(60)), [steps.as_bytes()]);
    assert!(seen.contains("line at 0: Setting up p1 ...\n") && seen.contains("p5 ...\n"), "{seen}");
    assert!(seen.contains("bar 1: \"Progress\" percent 50 unit %\n"), "{seen}");
    assert!(!seen.contains("bar 2"), "{seen}");
}

#[test]
fn what_is_passed_over_ends_the_line_and_counts() {
    let mut console = console(None);
    let mut seen = String::new();
    console.feed(b"abc", &mut |sighting| add(&mut seen, sighting));
    console.skip_bytes(1000, &mut |sighting| add(&mut seen, sighting));
    console.feed(b"def\n", &mut |sighting| add(&mut seen, sighting));
    assert_eq!(seen, "line at 0: abc\nline at 1003: def\n");
    assert_eq!((console.counts().bytes, console.counts().bytes_skipped), (1007, 1000));
}
