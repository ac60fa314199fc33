//! Where in a row the gauge is: the part that is drawn.

/// The drawn part of a bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GaugeSpan {
    /// Its first byte in the row.
    pub(super) start: usize,
    /// The byte behind it.
    pub(super) end: usize,
    /// Whether it is drawn as a thick line, as rich and pip do.
    pub(super) is_line: bool,
    /// Whether nothing but a progress bar looks like this.
    pub(super) is_certain: bool,
}

/// The fewest cells of a gauge without a frame, of one in a frame, and of an empty one.
const BARE: usize = 4;
/// From so many on, a row of `#` and a percentage is no heading.
const HASHES: usize = 10;
const FRAMED: usize = 3;
const EMPTY: usize = 5;

/// Finds the gauge: a run of characters that bars are drawn with, or such characters and blanks
/// between `[` and `]` or between `|` and `|`.
pub(super) fn find_gauge(text: &str) -> Option<GaugeSpan> {
    let mut at = 0;
    while let Some(c) = text.get(at..)?.chars().next() {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        let found = match c {
            '[' => framed_gauge(text, at, rest, ']'),
            '|' => framed_gauge(text, at, rest, '|'),
            '#' if text.get(..at).is_some_and(|before| before.trim().is_empty()) => {
                hash_gauge(text, at)
            }
            c if is_drawn(c) => bare_gauge(text, at),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
        at += c.len_utf8();
    }
    None
}

/// A run of drawing characters.
fn bare_gauge(text: &str, start: usize) -> Option<GaugeSpan> {
    let rest = text.get(start..)?;
    let drawn = rest.find(|c| !is_drawn(c)).map_or(rest, |end| &rest[..end]);
    let is_line = drawn.chars().all(is_line);
    let end = start + drawn.len();
    (drawn.chars().count() >= BARE).then_some(GaugeSpan {
        start,
        end,
        is_line,
        is_certain: is_line,
    })
}

/// A row that begins with `#` and is a gauge up to its percentage, as curl's.
fn hash_gauge(text: &str, start: usize) -> Option<GaugeSpan> {
    let rest = text.get(start..)?;
    let drawn = rest.trim_start_matches('#');
    let end = start + rest.len() - drawn.len();
    let figure = drawn.trim().strip_suffix('%')?;
    let is_figure = figure.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_figure.then_some(GaugeSpan { start, end, is_line: false, is_certain: end - start >= HASHES })
}

fn framed_gauge(text: &str, start: usize, rest: &str, close: char) -> Option<GaugeSpan> {
    let length = rest.find(close)?;
    let inner = rest.get(..length)?;
    let cells = inner.chars().count();
    let blank = inner.trim().is_empty();
    let is_gauge = if blank { cells >= EMPTY } else { cells >= FRAMED && is_inside(inner) };
    let is_certain = close == '|' && text.get(..start)?.ends_with('%');
    let end = start + 1 + length + close.len_utf8();
    is_gauge.then_some(GaugeSpan { start, end, is_line: false, is_certain })
}

/// Whether a text is drawn: full cells, perhaps a tip, empty cells. Some draw the tip as a digit.
fn is_inside(inner: &str) -> bool {
    let digits = inner.bytes().filter(u8::is_ascii_digit).count();
    let allowed = |c: char| {
        is_drawn(c)
            || matches!(c, ' ' | '#' | '=' | '>' | '<' | '-' | '.' | '*' | '+' | '~' | '_' | '•')
            || c.is_ascii_digit()
    };
    digits <= 1 && inner.chars().all(allowed)
}

/// Whether bars are drawn with a character.
const fn is_drawn(c: char) -> bool {
    is_line(c)
        || matches!(
            c,
            '\u{2580}'
                ..='\u{2595}'
                    | '■'
                    | '□'
                    | '▪'
                    | '▫'
                    | '▬'
                    | '▭'
                    | '▮'
                    | '▯'
                    | '▰'
                    | '▱'
                    | '●'
                    | '○'
                    | '⣀'
                    | '⣿'
        )
}

/// Whether thick lines are drawn with a character.
const fn is_line(c: char) -> bool {
    matches!(c, '━' | '╸' | '╺' | '╾' | '╼')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(text: &str) -> Option<&str> {
        find_gauge(text).map(|gauge| &text[gauge.start..gauge.end])
    }

    #[test]
    fn gauges_of_all_kinds_are_found() {
        assert_eq!(drawn("fit:  50%|█████     | 1/2"), Some("|█████     |"));
        assert_eq!(drawn("fit:   0%|          | 0/2"), Some("|          |"));
        assert_eq!(drawn("fit:  30%|###2      | 3/9"), Some("|###2      |"));
        assert_eq!(drawn("Working ━━━━╸━━━ 40%"), Some("━━━━╸━━━"));
        assert_eq!(drawn("a [00:01] [##>---] 2/6"), Some("[##>---]"));
        assert_eq!(drawn("██████░░░ 2/3"), Some("██████░░░"));
        assert_eq!(drawn("Progress: [ 42%] [##....]"), Some("[##....]"));
        assert_eq!(drawn("#####       40.0%"), Some("#####"));
    }

    #[test]
    fn what_only_looks_a_little_like_one_is_none() {
        for text in
            ["[ OK ] done", "a | b | c", "array[12] = 3", "[]", "## heading 3%", "qubit |ψ|"]
        {
            assert_eq!(drawn(text), None, "{text}");
        }
    }
}
