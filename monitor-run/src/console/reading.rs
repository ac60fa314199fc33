//! What a row says if it is a progress bar.

mod figures;
mod gauge;
mod tables;

use figures::{NumberKind, NumberMatch, find_numbers};
use gauge::{GaugeSpan, find_gauge};

/// The most bytes that are kept of a text beside the figures.
const LONGEST_TEXT: usize = 256;

/// How far the share and the percentage of a bar may be apart, which are rounded in many ways.
const ROUNDING_PERCENT: f64 = 1.6;

/// The figures of a progress bar, as they were printed.
///
/// Amounts are in the unit that is printed, without its prefix: `1.5 MB` is 1,500,000 `B`. A prefix
/// is a power of 1,000, but of 1,024 with an `i` (`MiB`) and where the program is known to mean
/// that (curl).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct BarReading {
    /// What it is called; empty if it has no name.
    pub desc: String,
    /// How much is done.
    pub current: Option<f64>,
    /// Of how much.
    pub total: Option<f64>,
    /// What is counted, e.g. `it` or `B`; `%` if there is nothing but a percentage.
    pub unit: Option<String>,
    /// The percentage that is printed, 0 to 100.
    pub percent: Option<f64>,
    /// How many units a second.
    pub rate_per_second: Option<f64>,
    /// How long it has taken, seconds.
    pub elapsed_s: Option<f64>,
    /// How long it will still take, seconds.
    pub remaining_s: Option<f64>,
    /// What is printed behind the figures.
    pub note: String,
}

impl BarReading {
    /// How much is done, and of how much: in whole units, or in percent if nothing else is known.
    ///
    /// ```
    /// use monitor_run::BarReading;
    ///
    /// let mut reading = BarReading::default();
    /// (reading.current, reading.percent) = (Some(2.0), Some(40.0));
    /// assert_eq!(reading.done_and_total(), (40, Some(100)));
    /// reading.total = Some(5.0);
    /// assert_eq!(reading.done_and_total(), (2, Some(5)));
    /// ```
    #[must_use]
    pub fn done_and_total(&self) -> (u64, Option<u64>) {
        match (self.current, self.total, self.percent) {
            (Some(current), Some(total), _) => (round_to_u64(current), Some(round_to_u64(total))),
            (_, None, Some(percent)) => (round_to_u64(percent), Some(100)),
            (current, total, _) => (round_to_u64(current.unwrap_or(0.0)), total.map(round_to_u64)),
        }
    }

    /// Whether all is done.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        match (self.current, self.total, self.percent) {
            (Some(current), Some(total), _) if total > 0.0 => current >= total,
            (_, _, Some(percent)) => percent >= 100.0,
            _ => false,
        }
    }

    /// A number that grows while the bar moves.
    pub(super) fn position(&self) -> Option<f64> {
        self.current.or(self.percent)
    }

    /// Whether a line that was never drawn over can be one: a quick look that misses none of
    /// tqdm's (`%|`), rich's (`━`), wget's and curl's (a number or `#` first, and a percentage).
    pub(super) fn may_be_in(line: &[u8]) -> bool {
        let first = line.iter().find(|byte| **byte != b' ');
        let may_be_row = first.is_some_and(|byte| byte.is_ascii_digit() || *byte == b'#');
        memchr::memchr2_iter(b'%', 0xe2, line).any(|at| match line.get(at..).unwrap_or_default() {
            [b'%', b'|', ..] => true,
            [b'%', ..] => may_be_row,
            [_, 0x94, 0x81, ..] | [_, 0x95, 0xb8 | 0xba | 0xbc | 0xbe, ..] => true,
            _ => false,
        })
    }

    /// Reads a row. What looks like progress only in part must have been drawn over to count:
    /// many a log line has a percentage in it. `above` is the line before, which pip puts the name
    /// in.
    pub(super) fn read(text: &str, is_redrawn: bool, above: &str) -> Option<Self> {
        if !is_redrawn && !Self::may_be_in(text.as_bytes()) {
            return None;
        }
        if text.is_empty() {
            return None;
        }
        if let Some(reading) = tables::read(text, is_redrawn) {
            return Some(reading);
        }
        let gauge = find_gauge(text);
        if !is_redrawn && gauge.as_ref().is_none_or(|gauge| !gauge.is_certain) {
            return None;
        }
        let found = find_numbers(text);
        let row = RowParts { text, gauge, found: &found };
        let mut reading = row.read_bar()?;
        if reading.desc.is_empty() && row.gauge.as_ref().is_some_and(|gauge| gauge.is_line) {
            reading.desc = shorten_text(above.trim());
        }
        Some(reading)
    }
}

/// A row, taken apart.
struct RowParts<'t> {
    text: &'t str,
    gauge: Option<GaugeSpan>,
    found: &'t [NumberMatch],
}

impl RowParts<'_> {
    fn read_bar(&self) -> Option<BarReading> {
        let percent = self.find_percent();
        let share = self.find_share(percent.and_then(NumberMatch::percent));
        let counter = if percent.is_none() && share.is_none() { self.find_counter() } else { None };
        let main = share.or(counter);
        let begin = [percent, main].into_iter().flatten().map(|found| found.start).min()?;
        let mut reading =
            BarReading { percent: percent.and_then(NumberMatch::percent), ..BarReading::default() };
        match main.map(|found| &found.figure) {
            Some(NumberKind::Share { done, total, unit }) => {
                (reading.current, reading.total) = (Some(*done), Some(*total));
                reading.unit.clone_from(unit);
            }
            Some(NumberKind::Amount { value, unit }) => {
                reading.current = Some(*value);
                reading.unit.clone_from(unit);
            }
            _ => reading.unit = Some("%".to_owned()),
        }
        let gauge_ends = self.gauge.as_ref().map_or(0, |gauge| gauge.end);
        let mut last = [percent, main].into_iter().flatten().map(|found| found.end).max()?;
        last = last.max(gauge_ends);
        let mut begin = self.gauge.as_ref().map_or(begin, |gauge| gauge.start.min(begin));
        for (at, found) in self.found.iter().enumerate() {
            match &found.figure {
                NumberKind::Rate { per_second, unit }
                    if found.start >= begin && reading.rate_per_second.is_none() =>
                {
                    reading.rate_per_second = Some(*per_second);
                    if reading.unit.is_none() && !unit.is_empty() {
                        reading.unit = Some(unit.clone());
                    }
                    last = last.max(found.end);
                }
                NumberKind::Clock(seconds) | NumberKind::Span(seconds) => {
                    let is_span = matches!(found.figure, NumberKind::Span(_));
                    match self.time_role(at, is_span) {
                        TimeRole::Elapsed => {
                            reading.elapsed_s = Some(*seconds);
                            begin = begin.min(found.start);
                        }
                        TimeRole::Remaining => reading.remaining_s = Some(*seconds),
                        TimeRole::Unknown => continue,
                    }
                    last = last.max(found.end);
                }
                _ => {}
            }
        }
        reading.desc = name(self.text.get(..begin).unwrap_or_default());
        reading.note = note_text(self.text.get(last..).unwrap_or_default());
        Some(reading)
    }

    /// The percentage: the one that is nearest to the gauge.
    fn find_percent(&self) -> Option<&NumberMatch> {
        let all = self.found.iter().filter(|found| found.percent().is_some());
        match &self.gauge {
            None => all.into_iter().next(),
            Some(gauge) => all.min_by_key(|found| {
                gauge.start.abs_diff(found.end).min(found.start.abs_diff(gauge.end))
            }),
        }
    }

    /// So much of so much: what is behind the gauge, if there is one, and fits the percentage.
    fn find_share(&self, percent: Option<f64>) -> Option<&NumberMatch> {
        let fits = |found: &&NumberMatch| match (&found.figure, percent) {
            (NumberKind::Share { .. }, None) => true,
            (NumberKind::Share { done, total, .. }, Some(percent)) => {
                *total > 0.0 && (done / total * 100.0 - percent).abs() <= ROUNDING_PERCENT
            }
            _ => false,
        };
        let behind =
            |found: &&NumberMatch| self.gauge.as_ref().is_none_or(|gauge| found.start >= gauge.end);
        let mut all = self.found.iter().filter(fits);
        all.clone().find(behind).or_else(|| all.next_back())
    }

    /// A number that only counts, as tqdm prints it where no end is known: `17it [00:01, …`.
    fn find_counter(&self) -> Option<&NumberMatch> {
        self.found.windows(2).find_map(|two| {
            let [amount, clock] = two else { return None };
            let is_counter = matches!(amount.figure, NumberKind::Amount { unit: Some(_), .. })
                && matches!(clock.figure, NumberKind::Clock(_))
                && self.text.get(amount.end..clock.start) == Some(" [")
                && self.text.get(clock.end..).is_some_and(|rest| rest.starts_with(", "));
            is_counter.then_some(amount)
        })
    }

    /// What a time of the row is, by what stands around it.
    fn time_role(&self, at: usize, is_span: bool) -> TimeRole {
        let Some(found) = self.found.get(at) else { return TimeRole::Unknown };
        let before = self.text.get(..found.start).unwrap_or_default();
        let behind = self.text.get(found.end..).unwrap_or_default();
        let word = before.trim_end_matches([' ', ':', '(']).to_ascii_lowercase();
        let is_said = ["eta", "remaining", "left"].iter().any(|w| word.ends_with(w));
        let is_said_behind =
            behind.trim_start().get(..3).is_some_and(|w| w.eq_ignore_ascii_case("eta"));
        if before.ends_with('<') || is_said || is_said_behind {
            TimeRole::Remaining
        } else if before.ends_with('[') && behind.starts_with([']', '<', ',']) {
            TimeRole::Elapsed
        } else if is_span && behind.starts_with(')') && before.ends_with(['(', ' ']) {
            TimeRole::Remaining
        } else {
            TimeRole::Unknown
        }
    }
}

/// Which time a time is.
enum TimeRole {
    Elapsed,
    Remaining,
    Unknown,
}

/// The name in what is printed before the figures: without a spinner and punctuation.
fn name(text: &str) -> String {
    let mut text = text.trim();
    let mut chars = text.chars();
    if let Some(first) = chars.next()
        && is_spinner(first)
        && chars.as_str().starts_with([' ', '['])
    {
        text = chars.as_str();
    } else if text.chars().count() == 1 && text.chars().all(is_spinner) {
        text = "";
    }
    shorten_text(text.trim_matches([' ', '\t', ':', '|', '[', '(', ',', '-']))
}

const fn is_spinner(c: char) -> bool {
    matches!(c, '\u{2800}'..='\u{28ff}' | '|' | '/' | '-' | '\\' | '◐'..='◕' | '◴'..='◷' | '✓' | '✔' | '✗' | '✘' | '•')
}

/// What is printed behind the figures, if it is text.
fn note_text(text: &str) -> String {
    let text = text.trim_matches([' ', ',', ']', ')', '|', ';', '\t']);
    let is_text = text.chars().any(char::is_alphabetic)
        && !text.contains("--")
        && !text.starts_with(['?', '<']);
    if is_text { shorten_text(text) } else { String::new() }
}

/// The beginning of a text that is too long.
fn shorten_text(text: &str) -> String {
    text.get(..text.floor_char_boundary(LONGEST_TEXT)).unwrap_or_default().to_owned()
}

/// A figure as a whole number.
fn round_to_u64(value: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates, and no figure is negative"
    )]
    let whole = value.round() as u64;
    whole
}

#[cfg(test)]
mod tests;
