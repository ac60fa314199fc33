//! The numbers in a row and what they are: percentages, shares, rates, times, amounts.

/// The most figures of a row that are looked at.
const MOST: usize = 24;

/// A number with what belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct NumberMatch {
    /// Its first byte in the row.
    pub(super) start: usize,
    /// The byte behind it.
    pub(super) end: usize,
    pub(super) figure: NumberKind,
}

impl NumberMatch {
    pub(super) fn percent(&self) -> Option<f64> {
        if let NumberKind::Percent(percent) = self.figure { Some(percent) } else { None }
    }
}

/// What a number is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum NumberKind {
    /// `45%`, 0 to 100.
    Percent(f64),
    /// `3/10`, `0.5/5.0 MB`, `3 of 10`.
    Share { done: f64, total: f64, unit: Option<String> },
    /// `49.5it/s`, `1.3 MB/s`, `1.97s/it`.
    Rate { per_second: f64, unit: String },
    /// `1:02:03`, in seconds.
    Clock(f64),
    /// `1m 5s`, in seconds.
    Span(f64),
    /// Any other number.
    Amount { value: f64, unit: Option<String> },
}

/// All figures of a row, from left to right.
pub(super) fn find_numbers(text: &str) -> Vec<NumberMatch> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() && found.len() < MOST {
        if !is_digit(bytes, at) {
            at += 1;
        } else if at > 0 && is_word(bytes[at - 1]) {
            at += bytes[at..].iter().take_while(|byte| is_word(**byte)).count();
        } else {
            let (end, figure) = read_figure(text, at);
            found.push(NumberMatch { start: at, end, figure });
            at = end;
        }
    }
    found
}

/// A number with its unit.
struct UnitAmount<'t> {
    value: f64,
    unit: &'t str,
    scale: f64,
    /// Whether the unit comes after a blank.
    is_apart: bool,
    end: usize,
}

impl UnitAmount<'_> {
    fn scaled_value(&self) -> f64 {
        self.value * self.scale
    }

    fn unit(&self) -> Option<String> {
        Some(self.unit.to_owned()).filter(|unit| !unit.is_empty())
    }
}

/// The figure that begins with the digit at `start`, and the byte behind it.
fn read_figure(text: &str, start: usize) -> (usize, NumberKind) {
    let bytes = text.as_bytes();
    if let Some((end, seconds)) = read_clock(bytes, start) {
        return (end, NumberKind::Clock(seconds));
    }
    let (number_end, value) = read_digits(bytes, start);
    let behind = number_end + usize::from(bytes.get(number_end) == Some(&b' '));
    if bytes.get(behind) == Some(&b'%') && value <= 100.0 {
        return (behind + 1, NumberKind::Percent(value));
    }
    let first = read_amount(text, start);
    if let Some(rate) = read_rate(text, &first) {
        return rate;
    }
    let is_path = start > 0 && bytes[start - 1] == b'/';
    if let Some(share) = read_share(text, &first).filter(|_| !is_path) {
        return share;
    }
    if let Some((end, seconds)) = read_span(text, start) {
        return (end, NumberKind::Span(seconds));
    }
    (first.end, NumberKind::Amount { value: first.scaled_value(), unit: first.unit() })
}

/// Digits, with commas between thousands and a fraction.
fn read_digits(bytes: &[u8], start: usize) -> (usize, f64) {
    let mut end = start;
    let mut digits = String::new();
    while let Some(byte) = bytes.get(end) {
        let joins =
            (*byte == b',' || (*byte == b'.' && !digits.contains('.'))) && is_digit(bytes, end + 1);
        if byte.is_ascii_digit() || (joins && *byte == b'.') {
            digits.push(char::from(*byte));
        } else if !joins {
            break;
        }
        end += 1;
    }
    (end, digits.parse().unwrap_or(0.0))
}

/// A number and its unit: letters behind it, or a unit of size after a blank.
fn read_amount(text: &str, start: usize) -> UnitAmount<'_> {
    let bytes = text.as_bytes();
    let (end, value) = read_digits(bytes, start);
    let letters = read_letters(text, end);
    if !letters.is_empty() {
        let (scale, unit) = unit_scale(letters).unwrap_or((1.0, letters));
        return UnitAmount { value, unit, scale, is_apart: false, end: end + letters.len() };
    }
    let apart = if bytes.get(end) == Some(&b' ') { self::read_letters(text, end + 1) } else { "" };
    match unit_scale(apart) {
        Some((scale, "B")) => {
            UnitAmount { value, unit: "B", scale, is_apart: true, end: end + 1 + apart.len() }
        }
        _ => UnitAmount { value, unit: "", scale: 1.0, is_apart: false, end },
    }
}

/// `MB` is a million `B`, `KiB` are 1,024 `B`, `k` is a thousand of what is counted.
fn unit_scale(letters: &str) -> Option<(f64, &str)> {
    const PREFIXES: &str = "kMGTPE";
    let unit_of = |rest: &str| match rest {
        "B" | "b" | "bytes" | "byte" => Some("B"),
        "" => Some(""),
        "it" => Some("it"),
        _ => None,
    };
    if let Some(unit @ "B") = unit_of(letters) {
        return Some((1.0, unit));
    }
    let first = letters.chars().next()?;
    let power = PREFIXES.find(if first == 'K' { 'k' } else { first })? + 1;
    let rest = letters.get(1..)?;
    let power = i32::try_from(power).ok()?;
    match rest.strip_prefix('i') {
        Some(rest @ ("B" | "b" | "")) => Some((1024_f64.powi(power), unit_of(rest)?)),
        _ => Some((1000_f64.powi(power), unit_of(rest)?)),
    }
}

/// So many a second, or so many seconds each.
fn read_rate(text: &str, first: &UnitAmount<'_>) -> Option<(usize, NumberKind)> {
    let behind = text.get(first.end..)?.strip_prefix('/')?;
    let per = read_letters(behind, 0);
    let end = first.end + 1 + per.len();
    if matches!(per, "s" | "sec" | "second") {
        let (per_second, unit) = (first.scaled_value(), first.unit.to_owned());
        return Some((end, NumberKind::Rate { per_second, unit }));
    }
    let inverse = first.unit == "s" && !per.is_empty() && first.value > 0.0;
    inverse.then(|| (end, NumberKind::Rate { per_second: 1.0 / first.value, unit: per.to_owned() }))
}

/// So much of so much. A unit that stands apart behind both is that of both.
fn read_share(text: &str, first: &UnitAmount<'_>) -> Option<(usize, NumberKind)> {
    let rest = text.get(first.end..)?;
    let behind = rest.trim_start_matches(' ');
    let behind = behind.strip_prefix('/').or_else(|| behind.strip_prefix("of "))?;
    let behind = behind.trim_start_matches(' ');
    let start = text.len() - behind.len();
    if start - first.end > 4 || !is_digit(text.as_bytes(), start) {
        return None;
    }
    let second = read_amount(text, start);
    let next = text.as_bytes().get(second.end);
    if next.is_some_and(|byte| matches!(byte, b'/' | b'%' | b':')) {
        return None;
    }
    let is_common = second.is_apart && first.unit.is_empty();
    let done = if is_common { first.value * second.scale } else { first.scaled_value() };
    let unit = second.unit().or_else(|| first.unit());
    Some((second.end, NumberKind::Share { done, total: second.scaled_value(), unit }))
}

/// `mm:ss`, `h:mm:ss`, also with `1d ` or `1 day, ` before it left out.
fn read_clock(bytes: &[u8], start: usize) -> Option<(usize, f64)> {
    let (mut at, mut seconds, mut groups) = (start, 0.0, 0);
    loop {
        let (end, value) = read_digits(bytes, at);
        (seconds, groups) = (seconds * 60.0 + value, groups + 1);
        if groups < 3 && bytes.get(end) == Some(&b':') && is_digit(bytes, end + 1) {
            at = end + 1;
        } else {
            return (groups > 1).then_some((end, seconds));
        }
    }
}

/// `1h 2m 3s`, `45s`, `5 seconds`.
fn read_span(text: &str, start: usize) -> Option<(usize, f64)> {
    let bytes = text.as_bytes();
    let (mut at, mut end, mut seconds, mut parts) = (start, start, 0.0, 0);
    while is_digit(bytes, at) && parts < 5 {
        let (number_end, value) = read_digits(bytes, at);
        let unit_start = number_end + usize::from(bytes.get(number_end) == Some(&b' '));
        let unit = read_letters(text, unit_start);
        let Some(factor) = seconds_of(unit) else { break };
        (seconds, parts) = (seconds + value * factor, parts + 1);
        end = unit_start + unit.len();
        at = end + usize::from(bytes.get(end) == Some(&b' '));
    }
    (parts > 0).then_some((end, seconds))
}

fn seconds_of(unit: &str) -> Option<f64> {
    match unit {
        "ms" => Some(0.001),
        "s" | "sec" | "secs" | "second" | "seconds" => Some(1.0),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(60.0),
        "h" | "hr" | "hrs" | "hour" | "hours" => Some(3_600.0),
        "d" | "day" | "days" => Some(86_400.0),
        _ => None,
    }
}

fn read_letters(text: &str, start: usize) -> &str {
    let rest = text.get(start..).unwrap_or_default();
    let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    rest.get(..length).unwrap_or_default()
}

fn is_digit(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(u8::is_ascii_digit)
}

/// Whether a number that begins behind this byte is part of a word.
const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(text: &str) -> NumberKind {
        let found = find_numbers(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!((found[0].start, found[0].end), (0, text.len()), "{text}");
        found[0].figure.clone()
    }

    fn share(done: f64, total: f64, unit: &str) -> NumberKind {
        NumberKind::Share {
            done,
            total,
            unit: Some(unit.to_owned()).filter(|unit| !unit.is_empty()),
        }
    }

    fn rate(per_second: f64, unit: &str) -> NumberKind {
        NumberKind::Rate { per_second, unit: unit.to_owned() }
    }

    #[test]
    fn shares_have_their_units() {
        assert_eq!(only("3/10"), share(3.0, 10.0, ""));
        assert_eq!(only("3 of 10"), share(3.0, 10.0, ""));
        assert_eq!(only("1,234/10,000"), share(1234.0, 10_000.0, ""));
        assert_eq!(only("0.5/5.0 MB"), share(500_000.0, 5_000_000.0, "B"));
        assert_eq!(only("48.0M/50.0M"), share(48e6, 50e6, ""));
        assert_eq!(only("999/1.00k"), share(999.0, 1000.0, ""));
        assert_eq!(only("1.50 KiB/3 MiB"), share(1536.0, 3_145_728.0, "B"));
        assert_eq!(only("1.2kB/30MB"), share(1200.0, 30e6, "B"));
    }

    #[test]
    fn rates_are_per_second() {
        assert_eq!(only("49.50it/s"), rate(49.5, "it"));
        assert_eq!(only("2.00s/it"), rate(0.5, "it"));
        assert_eq!(only("5.0 MB/s"), rate(5e6, "B"));
        assert_eq!(only("1.2kit/s"), rate(1200.0, "it"));
        assert_eq!(only("7/s"), rate(7.0, ""));
    }

    #[test]
    fn times_are_in_seconds() {
        assert_eq!(only("1:02:03"), NumberKind::Clock(3723.0));
        assert_eq!(only("02:03"), NumberKind::Clock(123.0));
        assert_eq!(only("1h 2m 3s"), NumberKind::Span(3723.0));
        assert_eq!(only("5 seconds"), NumberKind::Span(5.0));
    }

    #[test]
    fn a_percentage_is_at_most_100() {
        assert_eq!(only("100.0%"), NumberKind::Percent(100.0));
        assert_eq!(only("7 %"), NumberKind::Percent(7.0));
        assert!(!find_numbers("250%").iter().any(|found| found.percent().is_some()));
    }

    #[test]
    fn dates_paths_and_words_with_digits_are_no_shares() {
        for text in ["11/23/2026", "/a/3/4/b", "v1/2", "x86_64", "1.2.3/4.5"] {
            let shares = find_numbers(text);
            assert!(
                !shares.iter().any(|found| matches!(found.figure, NumberKind::Share { .. })),
                "{text}: {shares:?}"
            );
        }
    }
}
