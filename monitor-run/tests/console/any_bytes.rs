//! Whatever the bytes are, and however they come.

use monitor_run::{ConsoleEvent, ConsoleParser, ConsoleParserLimits};
use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, any};
use proptest::strategy::Strategy;
use proptest::{prop_assert, prop_assert_eq, prop_oneof, proptest};

use crate::seen::{add, console, sightings};

/// Pieces of what programs write, and bytes of all kinds between them.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let text = |text: &'static str| Just(text.as_bytes().to_vec());
    let piece = prop_oneof![
        vec(any::<u8>(), 0..12),
        "[a-z ]{0,90}".prop_map(String::into_bytes),
        "(\\PC|\\t){0,6}".prop_map(String::into_bytes),
        (0..6_u8).prop_map(|n| format!("\x1b[{n}A").into_bytes()),
        (0..6_u8).prop_map(|n| format!("\x1b[{n}B").into_bytes()),
        (0..3_u8).prop_map(|n| format!("\x1b[{n}K").into_bytes()),
        (0..3_u8).prop_map(|n| format!("\x1b[{n}J").into_bytes()),
        (0..40_u8, 0..70_u8).prop_map(|(r, c)| format!("\x1b[{r};{c}H").into_bytes()),
        (0..9_u8).prop_map(|n| format!("\rfit: {n}0%|####  | {n}/9 [00:01<00:02]").into_bytes()),
        (0..9_u8).prop_map(|n| format!("⠋ {n} ━━━━━━━━━━ {n}/9").into_bytes()),
        prop_oneof![
            text("\n"),
            text("\r\n"),
            text("\r"),
            text("\x08"),
            text("\x1b7"),
            text("\x1b8"),
            text("\x1b[2K"),
            text("\x1b[31m"),
            text("\x1b]0;t\x07"),
            text("\x1b[?1049h"),
            text("\x1b[?1049l"),
            text("日本\u{301}"),
        ],
    ];
    vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// The stream cut at these places.
fn cut<'b>(bytes: &'b [u8], cuts: &[usize]) -> Vec<&'b [u8]> {
    let mut places: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
    places.extend([0, bytes.len()]);
    places.sort_unstable();
    places.windows(2).map(|two| &bytes[two[0]..two[1]]).collect()
}

#[test]
fn a_line_that_begins_with_a_mark_is_the_same_in_pieces() {
    for line in ["\u{6d6}\n", "\u{301}e\n"] {
        let whole = sightings(console(None), [line.as_bytes()]);
        assert_eq!(whole, sightings(console(None), line.as_bytes().chunks(1)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_pieces_do_not_matter(bytes in stream(), cuts in vec(any::<usize>(), 0..8), is_terminal: bool) {
        let columns = is_terminal.then_some(60);
        let whole = sightings(console(columns), [bytes.as_slice()]);
        prop_assert_eq!(&whole, &sightings(console(columns), cut(&bytes, &cuts)));
        prop_assert_eq!(&whole, &sightings(console(columns), bytes.chunks(1)));
    }

    #[test]
    fn looking_between_the_pieces_breaks_nothing(bytes in stream(), cuts in vec(any::<usize>(), 0..8)) {
        let mut console = console(Some(60));
        let mut seen = String::new();
        for piece in cut(&bytes, &cuts) {
            console.feed(piece, &mut |sighting| add(&mut seen, sighting));
            console.report_bars(&mut |sighting| add(&mut seen, sighting));
        }
        console.end_stream(&mut |sighting| add(&mut seen, sighting));
        prop_assert_eq!(console.counts().bytes, bytes.len() as u64);
    }

    #[test]
    fn limits_are_kept(bytes in stream()) {
        let mut limits = ConsoleParserLimits::default();
        (limits.line_columns, limits.bars, limits.rows) = (10, 1, 2);
        let mut console = ConsoleParser::new(limits);
        let mut longest = 0;
        let (mut lines, mut cut, mut bars) = (0, 0, 0);
        let mut see = |sighting: ConsoleEvent<'_>| match sighting {
            ConsoleEvent::Line { text, is_cut, .. } => {
                let without_marks = text.chars().filter(|c| c.is_ascii()).count();
                longest = longest.max(without_marks);
                (lines, cut) = (lines + 1, cut + u64::from(is_cut));
            }
            ConsoleEvent::Bar(bar) => bars = bars.max(bar.id.number()),
            _ => {}
        };
        console.feed(&bytes, &mut see);
        console.end_stream(&mut see);
        prop_assert!(longest <= 10, "a line of {} cells", longest);
        let counts = console.counts();
        prop_assert_eq!((counts.lines, counts.lines_cut, counts.bars), (lines, cut, bars));
    }
}

proptest! {
    #[test]
    fn text_comes_out_line_by_line(lines in vec("[a-zA-Z0-9,.;:é日 -]{0,70}", 0..20)) {
        let bytes: String = lines.iter().map(|line| format!("{line}\n")).collect();
        let mut seen = Vec::new();
        let mut console = console(None);
        console.feed(bytes.as_bytes(), &mut |sighting| match sighting {
            ConsoleEvent::Line { text, offset, .. } => seen.push((offset, text.to_owned())),
            other => panic!("{other:?}"),
        });
        let mut offset = 0;
        let expected: Vec<(u64, String)> = lines.iter().map(|line| {
            let begin = offset;
            offset += line.len() as u64 + 1;
            (begin, line.trim_end().to_owned())
        }).collect();
        prop_assert_eq!(seen, expected);
    }
}
